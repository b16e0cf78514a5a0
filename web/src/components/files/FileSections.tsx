import { useId } from 'react';
import type { ReactNode } from 'react';
import { useTexts } from '../../hooks/context.js';
import type { FileGroups } from '../../lib/files.js';
import type { OpenedFile } from '../detail/FileDetail.js';
import { FileCard } from './FileCard.js';
import { UnlistedFileCard } from './UnlistedFileCard.js';

/** Files in one section above which it is drawn on demand. */
const LONG = 60;

interface Props {
  groups: FileGroups;
  pinnedKeys: readonly string[];
  onOpen: (file: OpenedFile) => void;
  onPin: (key: string, add: boolean) => void;
}

export function FileSections({ groups, pinnedKeys, onOpen, onPin }: Props) {
  const { files } = useTexts();
  return (
    <>
      {groups.pinned.length > 0 && (
        <Section title={files.pinned} count={groups.pinned.length}>
          {groups.pinned.map(({ key, row }) =>
            row ? (
              <FileCard key={key} file={row} pinned onOpen={onOpen} onPin={onPin} />
            ) : (
              <UnlistedFileCard key={key} fileKey={key} onOpen={onOpen} onPin={onPin} />
            ),
          )}
        </Section>
      )}
      {groups.projects.map((project) => (
        <Section key={project.id} title={project.name} count={project.files.length}>
          {project.files.map((file) => (
            <FileCard key={file.key} file={file} pinned={pinnedKeys.includes(file.key)} onOpen={onOpen} onPin={onPin} />
          ))}
        </Section>
      ))}
    </>
  );
}

function Section({ title, count, children }: { title: string; count: number; children: ReactNode }) {
  const { files } = useTexts();
  const id = useId();
  return (
    <section className="fb-project" aria-labelledby={id} data-long={count > LONG || undefined}>
      <header className="fb-project-head">
        <h3 id={id} dir="auto">
          {title}
        </h3>
        <span>{files.count(count)}</span>
      </header>
      {count === 0 ? <p className="fb-fine">{files.emptyProject}</p> : <ul className="fb-grid">{children}</ul>}
    </section>
  );
}

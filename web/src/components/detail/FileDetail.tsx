import { useCallback, useId, useRef } from 'react';
import type { FileDocument } from '../../api/types.js';
import { useApi, useSurroundings, useTexts } from '../../hooks/context.js';
import type { Connect } from '../../hooks/use-connect.js';
import { useResource } from '../../hooks/use-resource.js';
import { FreshnessLine } from '../files/FreshnessLine.js';
import { IconButton } from '../ui/Button.js';
import { Dialog } from '../ui/Dialog.js';
import { Icon } from '../ui/Icon.js';
import { Thumbnail } from '../ui/Picture.js';
import { ProblemNotice } from '../ui/Problem.js';
import { Time } from '../ui/Time.js';
import { Comments } from './Comments.js';

/** What the list knows already, shown while the file itself is on its way. */
export interface OpenedFile {
  key: string;
  name: string;
  thumbnailUrl: string | null;
}

interface Props {
  file: OpenedFile;
  connect: Connect;
  onClose: () => void;
}

export function FileDetail({ file, connect, onClose }: Props) {
  const { detail, actions } = useTexts();
  const { figmaWebUrl } = useSurroundings();
  const api = useApi();
  const title = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const { value, error } = useResource(
    useCallback((signal: AbortSignal) => api.file(file.key, signal), [api, file.key]),
  );
  return (
    <Dialog labelledBy={title} look="sheet" onClose={onClose} initialFocus={heading}>
      <header className="fb-sheet-head">
        <h2 id={title} ref={heading} tabIndex={-1}>
          {value?.data.name ?? file.name}
        </h2>
        <IconButton icon="close" label={actions.close} onClick={onClose} />
      </header>
      <div className="fb-sheet-body">
        <Thumbnail url={file.thumbnailUrl} name={file.name} eager />
        <a
          className="fb-outlink"
          href={`${figmaWebUrl}/design/${encodeURIComponent(file.key)}`}
          target="_blank"
          rel="noreferrer noopener"
        >
          {detail.openInFigma}
          <Icon name="external" size={14} />
        </a>
        {error && <ProblemNotice level={3} title={detail.failed} error={error} />}
        {!value && !error && <FactsSkeleton />}
        {value && (
          <>
            <Facts file={value.data} />
            <FreshnessLine freshness={value.freshness} />
            <Pages file={value.data} />
          </>
        )}
        <Comments fileKey={file.key} connect={connect} />
      </div>
    </Dialog>
  );
}

function Facts({ file }: { file: FileDocument }) {
  const { detail } = useTexts();
  return (
    <dl className="fb-facts fb-sheet-facts">
      <div>
        <dt>{detail.modified}</dt>
        <dd>
          <Time at={file.lastModified} />
        </dd>
      </div>
      {file.editorType && (
        <div>
          <dt>{detail.type}</dt>
          <dd>{detail.types[file.editorType] ?? file.editorType}</dd>
        </div>
      )}
      {file.role && (
        <div>
          <dt>{detail.role}</dt>
          <dd>{detail.roles[file.role] ?? file.role}</dd>
        </div>
      )}
      <div>
        <dt>{detail.version}</dt>
        <dd className="fb-number">{file.version ?? '–'}</dd>
      </div>
    </dl>
  );
}

function Pages({ file }: { file: FileDocument }) {
  const { detail } = useTexts();
  const id = useId();
  const pages = file.document?.children ?? [];
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>{detail.pages}</h3>
      {pages.length === 0 ? (
        <p className="fb-fine">{detail.noPages}</p>
      ) : (
        <ol className="fb-pages">
          {pages.map((page) => (
            <li key={page.id}>
              <Icon name="page" size={16} />
              <span dir="auto">{page.name}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function FactsSkeleton() {
  const { detail } = useTexts();
  return (
    <div className="fb-facts-skeleton" aria-busy="true">
      <p className="fb-hidden" role="status">
        {detail.loading}
      </p>
      <span className="fb-bone fb-bone-line" />
      <span className="fb-bone fb-bone-line fb-bone-short" />
    </div>
  );
}

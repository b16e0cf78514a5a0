import type { ReactNode } from 'react';
import { useTexts } from '../../hooks/context.js';
import type { FileRow } from '../../api/types.js';
import type { OpenedFile } from '../detail/FileDetail.js';
import { Icon } from '../ui/Icon.js';
import { Thumbnail } from '../ui/Picture.js';
import { Time } from '../ui/Time.js';

interface Props {
  file: FileRow;
  pinned: boolean;
  onOpen: (file: OpenedFile) => void;
  onPin: (key: string, add: boolean) => void;
  /** A failure of this file alone. */
  problem?: ReactNode;
}

/** The whole card opens the file; the button that does so is named by the file alone. */
export function FileCard({ file, pinned, onOpen, onPin, problem }: Props) {
  const { files } = useTexts();
  return (
    <li className="fb-file" data-pinned={pinned || undefined}>
      <Thumbnail url={file.thumbnail_url} name={file.name} />
      <div className="fb-file-text">
        <button
          type="button"
          className="fb-file-open"
          dir="auto"
          onClick={() => {
            onOpen({ key: file.key, name: file.name, thumbnailUrl: file.thumbnail_url });
          }}
        >
          {file.name}
        </button>
        {problem ?? (
          <p className="fb-file-date">
            {files.modified} <Time at={file.last_modified} />
          </p>
        )}
      </div>
      <PinButton file={file} pinned={pinned} onPin={onPin} />
    </li>
  );
}

function PinButton({ file, pinned, onPin }: Pick<Props, 'file' | 'pinned' | 'onPin'>) {
  const { files } = useTexts();
  const label = pinned ? files.unpin(file.name) : files.pin(file.name);
  return (
    <button
      type="button"
      className="fb-pin"
      aria-label={label}
      title={label}
      onClick={() => {
        onPin(file.key, !pinned);
      }}
    >
      <Icon name="pin" size={16} />
    </button>
  );
}

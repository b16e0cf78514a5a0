import { useCallback } from 'react';
import { useApi, useTexts } from '../../hooks/context.js';
import { useResource } from '../../hooks/use-resource.js';
import type { OpenedFile } from '../detail/FileDetail.js';
import { ProblemLine } from '../ui/Problem.js';
import { FileCard } from './FileCard.js';

interface Props {
  fileKey: string;
  onOpen: (file: OpenedFile) => void;
  onPin: (key: string, add: boolean) => void;
}

/**
 * A pinned file of no listed team. The one way to its name is to ask for the file, which costs a Figma request a day:
 * the same answer then serves the detail view.
 */
export function UnlistedFileCard({ fileKey, onOpen, onPin }: Props) {
  const { files } = useTexts();
  const api = useApi();
  const { value, error } = useResource(useCallback((signal: AbortSignal) => api.file(fileKey, signal), [api, fileKey]));
  if (!value && !error) {
    return (
      <li className="fb-file" aria-busy="true">
        <span className="fb-thumbnail fb-bone" />
        <p className="fb-hidden">{files.loading}</p>
      </li>
    );
  }
  const row = {
    key: fileKey,
    name: value?.data.name ?? fileKey,
    thumbnail_url: null,
    last_modified: value?.data.lastModified ?? null,
    version: null,
  };
  return (
    <FileCard
      file={row}
      pinned
      onOpen={onOpen}
      onPin={onPin}
      problem={error && !value ? <ProblemLine error={error} /> : undefined}
    />
  );
}

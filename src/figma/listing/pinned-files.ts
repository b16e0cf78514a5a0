import type { AppError } from '../../platform/errors/app-error.js';
import type { FigmaClient } from '../client/figma.client.js';
import { isPassingTrouble, isReportable } from '../client/figma.errors.js';
import type { FigmaFileMeta } from '../client/wire.js';
import { mapLimited } from './map-limited.js';
import type { ListingProblem, RawFile } from './raw-listing.js';
import type { CallFigma } from './team-source.js';
import { callsAtOnce } from './team-walk.js';

export interface PinnedFiles {
  readonly files: readonly RawFile[];
  readonly problems: readonly ListingProblem[];
  /** The passing trouble after which no further file was asked for, or null. */
  readonly trouble: AppError | null;
}

/** Reads what `/meta` (Tier 3, never Tier 1) says of each file. A file that cannot be read is reported. */
export async function readPinnedFiles(
  client: FigmaClient,
  call: CallFigma,
  keys: readonly string[],
): Promise<PinnedFiles> {
  const files: RawFile[] = [];
  const problems: ListingProblem[] = [];
  let trouble: AppError | null = null;
  const read = async (key: string): Promise<RawFile | null> => {
    try {
      if (trouble !== null) throw trouble;
      return toRawFile(key, await call((caller) => client.fileMeta(caller, key)));
    } catch (error) {
      if (!isReportable(error)) throw error;
      if (isPassingTrouble(error)) trouble ??= error;
      problems.push({ teamId: null, folderId: null, fileKey: key, code: error.code });
      return null;
    }
  };
  for (const file of await mapLimited(keys, callsAtOnce, read)) if (file) files.push(file);
  return { files, problems, trouble };
}

function toRawFile(key: string, meta: FigmaFileMeta): RawFile {
  const { name, last_touched_at: lastModified, version, thumbnail_url: thumbnailUrl } = meta;
  return { key, name, lastModified, version, thumbnailUrl };
}

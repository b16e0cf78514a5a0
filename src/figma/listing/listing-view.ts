import type { FigmaAccount } from '../figma-access.service.js';
import type { ListedFileDto, ListedProjectDto, ListingDto } from './listing.dto.js';
import type { ListingScope } from './listing-scopes.service.js';
import type { RawFile, RawListing } from './raw-listing.js';

/** Answers our URL of a file's thumbnail, or null when it has none that we could serve. */
export type ThumbnailUrl = (file: RawFile) => string | null;

/** The answer of `GET …/figma/files`. Each file is in `files` once, pinned files last. */
export function toListing(
  raw: RawListing,
  account: FigmaAccount,
  about: Pick<ListingScope, 'teamId' | 'reason'>,
  thumbnailUrl: ThumbnailUrl,
): ListingDto {
  const projects: ListedProjectDto[] = raw.projects.map((project) => ({
    id: project.id,
    name: project.name,
    files: project.files.map((file) => toRow(file, thumbnailUrl)),
    teamId: project.teamId,
    parentId: project.parentId,
  }));
  const rows = [
    ...projects.flatMap((project) => project.files),
    ...raw.pinned.map((file) => toRow(file, thumbnailUrl)),
  ];
  return {
    teamId: about.teamId,
    projects,
    files: [...new Map(rows.map((row) => [row.key, row])).values()],
    user: { id: account.id, email: account.email, handle: account.handle },
    listing: { available: about.reason === null, reason: about.reason, problems: raw.problems },
  };
}

function toRow(file: RawFile, thumbnailUrl: ThumbnailUrl): ListedFileDto {
  return {
    key: file.key,
    name: file.name,
    thumbnail_url: thumbnailUrl(file),
    last_modified: file.lastModified,
    version: file.version,
  };
}

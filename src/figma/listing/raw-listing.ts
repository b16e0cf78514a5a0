import { z } from 'zod';

// The listing as it is cached: what Figma said, without our signed URLs, which are made anew for each answer.

const file = z.object({
  key: z.string(),
  name: z.string(),
  lastModified: z.string().nullable(),
  version: z.string().nullable(),
  thumbnailUrl: z.string().nullable(),
});

const project = z.object({
  id: z.string(),
  name: z.string(),
  teamId: z.string(),
  parentId: z.string().nullable(),
  files: z.array(file),
});

const problem = z.object({
  teamId: z.string().nullable(),
  folderId: z.string().nullable(),
  fileKey: z.string().nullable(),
  code: z.string(),
});

export const rawListing = z.object({ projects: z.array(project), pinned: z.array(file), problems: z.array(problem) });

export type RawFile = z.output<typeof file>;
export type RawProject = z.output<typeof project>;
/** Something that could not be listed, and why: `code` is the error code a request for it alone would give. */
export type ListingProblem = z.output<typeof problem>;
export type RawListing = z.output<typeof rawListing>;

import { z } from 'zod';

// What we read of Figma's answers. Everything else passes unseen: Figma adds fields without notice.

/** Ids are text; a number is taken only while it is exact. */
const id = z.union([z.string().min(1), z.number().int().transform(String)]);
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);

const folder = z.object({ id, name: z.string() });

const folderFile = z.object({ key: z.string().min(1), name: z.string(), thumbnail_url: text, last_modified: text });

/** `GET /v2/teams/:id/folders` and `GET /v2/folders/:id/folders`. */
export const foldersAnswer = z.object({ folders: z.array(folder) });

/** `GET /v1/teams/:id/projects` (deprecated). */
export const projectsAnswer = z.object({ projects: z.array(folder) });

/** `GET /v2/folders/:id/files` and `GET /v1/projects/:id/files`. */
export const folderFilesAnswer = z.object({ files: z.array(folderFile) });

const meta = z.object({ name: z.string(), thumbnail_url: text, last_touched_at: text, version: text });

/** `GET /v1/files/:key/meta`: wrapped in `file`, and unwrapped in older descriptions. */
export const fileMetaAnswer = z.union([z.object({ file: meta }).transform((answer) => answer.file), meta]);

export type FigmaFolder = z.output<typeof folder>;
export type FigmaFolderFile = z.output<typeof folderFile>;
export type FigmaFileMeta = z.output<typeof meta>;

import type { FileListing, FileRow, Project } from '../api/types.js';

/** One section of the file grid. Pinned files that the listing does not know come as a bare key. */
export interface FileGroups {
  pinned: PinnedFile[];
  projects: Project[];
}

export type PinnedFile = { key: string; row: FileRow } | { key: string; row: null };

/** Pinned files keep the order in which they were pinned, and stay in their project too. */
export function groupFiles(listing: FileListing | null, pinnedKeys: readonly string[]): FileGroups {
  const rows = new Map((listing?.files ?? []).map((row) => [row.key, row]));
  return {
    pinned: pinnedKeys.map((key) => ({ key, row: rows.get(key) ?? null })),
    projects: listing?.projects ?? [],
  };
}

/**
 * Keeps the files whose name, or whose project's name, has every word of the query. Case and accents do not count.
 * A pinned file whose name is not known yet is found by its key.
 */
export function searchFiles(groups: FileGroups, query: string): FileGroups {
  const words = fold(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return groups;
  const hit = (text: string) => words.every((word) => fold(text).includes(word));
  return {
    pinned: groups.pinned.filter((file) => hit(file.row?.name ?? file.key)),
    projects: groups.projects
      .map((project) => ({ ...project, files: project.files.filter((file) => hit(`${project.name} ${file.name}`)) }))
      .filter((project) => project.files.length > 0),
  };
}

export function countFiles(groups: FileGroups): number {
  const keys = new Set(groups.pinned.map((file) => file.key));
  for (const project of groups.projects) for (const file of project.files) keys.add(file.key);
  return keys.size;
}

function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase('en');
}

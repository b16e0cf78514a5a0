import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { migrate as runMigrations } from '../../src/platform/database/migrate.js';

/** Directories, from the repository's root, whose files decide what a migrated database looks like. */
const SCHEMA_SOURCES = ['src/platform/database/migrations/'];

/** Brings the empty database at `url` to the current schema. */
export async function migrate(url: string): Promise<void> {
  await runMigrations(url);
}

/** Changes whenever a migration does, so that a template made from older ones is never used. */
export async function schemaHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const path of SCHEMA_SOURCES) await addDirectory(hash, new URL(`../../${path}`, import.meta.url));
  return hash.digest('hex').slice(0, 16);
}

async function addDirectory(hash: Hash, directory: URL): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names.sort()) hash.update(`${name}\0`).update(await readFile(new URL(name, directory)));
}

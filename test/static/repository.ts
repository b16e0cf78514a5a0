import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');

export interface Package {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly license?: string;
}

/** Absolute path of a file of the repository. */
export function pathOf(file: string): string {
  return resolve(root, file);
}

export function read(file: string): string {
  return readFileSync(pathOf(file), 'utf8');
}

export function readJson(file: string): unknown {
  return JSON.parse(read(file));
}

export function readPackage(file: string): Package {
  return readJson(file) as Package;
}

const notOurs = new Set(['node_modules', 'dist', 'coverage', '.git', '.data']);

/** Paths of the files with this ending, without what is installed, built or stored. Needs no git: a copy may have none. */
export function repositoryFiles(ending: string, directory = '.'): string[] {
  return readdirSync(pathOf(directory), { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return notOurs.has(entry.name) ? [] : repositoryFiles(ending, path);
    return path.endsWith(ending) ? [path] : [];
  });
}

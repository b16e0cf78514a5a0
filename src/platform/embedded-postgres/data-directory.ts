import { randomBytes } from 'node:crypto';
import {
  chmod,
  mkdir,
  mkdtemp,
  open,
  readFile,
  readdir,
  realpath,
  rename,
  rm,
  stat,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { canEnter, handOver } from './account.js';
import type { Account } from './account.js';
import type { PostgresBinaries } from './binaries.js';
import { EmbeddedPostgresError, unlessMissing } from './errors.js';
import { startFailure } from './start-failure.js';
import { runTool } from './tool.js';

export const ROLE = 'figbridge';
const STAGING = 'cluster.new-';

/** `${dataDir}/postgres`. Ours, but for the cluster itself, which belongs to whom PostgreSQL runs as. */
export interface DataDirectory {
  readonly home: string;
  readonly cluster: string;
  readonly password: string;
  readonly log: string;
  readonly binaryCopies: string;
}

/** Real paths: the kernel reports nothing else when it is asked where a process works. */
export async function makeDataDirectory(dataDir: string): Promise<DataDirectory> {
  const root = resolve(dataDir);
  const created = (await mkdir(root, { recursive: true })) !== undefined;
  if (created) await chmod(root, traversableMode());
  const made = join(root, 'postgres');
  if ((await mkdir(made, { recursive: true })) !== undefined) await chmod(made, traversableMode());
  const home = await realpath(made);
  return {
    home,
    cluster: join(home, 'cluster'),
    password: join(home, 'password'),
    log: join(home, 'postgres.log'),
    binaryCopies: join(home, 'binaries'),
  };
}

/** Root's PostgreSQL is another user, who has to pass through. What is secret inside is closed by itself. */
function traversableMode(): number {
  return process.getuid?.() === 0 ? 0o711 : 0o700;
}

/**
 * What PostgreSQL is to be told as its data directory. The account may have no way to the path, as below root's 0700 home;
 * the working directory we put it in stays open to it, and Linux has a name for that which passes no parent.
 */
export async function directoryArgument(directory: string, account: Account | null): Promise<string> {
  if (account === null || (await canEnter(directory, account))) return directory;
  if (process.platform === 'linux') return '/proc/self/cwd';
  throw new EmbeddedPostgresError(
    `PostgreSQL cannot run as root, and uid ${account.uid} cannot reach ${directory}: set DATA_DIR to a directory outside of closed ones.`,
  );
}

/** Makes the cluster unless it is there, and the password it is opened with, which is returned. */
export async function openCluster(
  data: DataDirectory,
  binaries: PostgresBinaries,
  account: Account | null,
  options: { durable: boolean },
): Promise<string> {
  await removeStaging(data);
  if ((await unlessMissing(stat(data.cluster))) === null) return makeCluster(data, binaries, account, options);
  await checkVersion(data, binaries);
  await checkOwner(data, account);
  return readPassword(data);
}

/** Left by a process that was killed inside initdb. */
async function removeStaging(data: DataDirectory): Promise<void> {
  const stale = (await readdir(data.home)).filter((name) => name.startsWith(STAGING));
  for (const name of stale) await rm(join(data.home, name), { recursive: true, force: true });
}

/** initdb works beside the final place and a rename ends it: a crash or a full disk leaves no half cluster. */
async function makeCluster(
  data: DataDirectory,
  binaries: PostgresBinaries,
  account: Account | null,
  options: { durable: boolean },
): Promise<string> {
  const password = await makePassword(data);
  const staging = await mkdtemp(join(data.home, STAGING));
  try {
    if (account !== null) await handOver(staging, account);
    await runInitdb(staging, password, binaries, account, options);
    await rename(staging, data.cluster);
    await syncDirectory(data.home);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return password;
}

async function makePassword(data: DataDirectory): Promise<string> {
  const password = randomBytes(32).toString('base64url');
  const draft = `${data.password}.new`;
  await writeFile(draft, `${password}\n`, { mode: 0o600, flush: true });
  await rename(draft, data.password);
  return password;
}

/** The builtin C.UTF-8 locale sorts the same on every system; the libc one is missing on some. */
async function runInitdb(
  directory: string,
  password: string,
  binaries: PostgresBinaries,
  account: Account | null,
  options: { durable: boolean },
): Promise<void> {
  const secret = await openSecret(`${directory}.password`, password, account);
  const args = [
    `--pgdata=${await directoryArgument(directory, account)}`,
    `--username=${ROLE}`,
    '--pwfile=/dev/stdin',
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(options.durable ? [] : ['--no-sync']),
  ];
  try {
    const result = await runTool(binaries.initdb, args, {
      account,
      cwd: directory,
      stdin: secret.fd,
      timeoutMs: 120_000,
    });
    if (result.code !== 0) throw startFailure(`initdb in ${directory}`, result.output.split('\n'));
  } finally {
    await secret.close();
  }
}

/** An open file without a name: initdb reads it as its stdin wherever it lies, nobody else can, nothing is left of it. */
async function openSecret(path: string, secret: string, account: Account | null) {
  await writeFile(path, `${secret}\n`, { mode: 0o600, flag: 'wx' });
  try {
    const handle = await open(path, 'r');
    if (account !== null) await handle.chown(account.uid, account.gid);
    return handle;
  } finally {
    await unlink(path);
  }
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}

async function checkVersion(data: DataDirectory, binaries: PostgresBinaries): Promise<void> {
  const text = await unlessMissing(readFile(join(data.cluster, 'PG_VERSION'), 'utf8'));
  if (text === null) {
    throw new EmbeddedPostgresError(`${data.cluster} is not a PostgreSQL data directory: move it away to start anew.`);
  }
  if (Number(text) === binaries.major) return;
  throw new EmbeddedPostgresError(
    `${data.cluster} was made by PostgreSQL ${text.trim()}, the installed one is ${binaries.major} and cannot read it. ` +
      `Dump it with PostgreSQL ${text.trim()} and load it again, or move ${data.home} away to start anew.`,
  );
}

/** A cluster that root owns was copied by root, since PostgreSQL never ran as root. */
async function checkOwner(data: DataDirectory, account: Account | null): Promise<void> {
  const { uid } = await stat(data.cluster);
  if (account !== null) {
    if (uid !== account.uid) await handOver(data.cluster, account);
  } else if (uid !== process.getuid?.()) {
    throw new EmbeddedPostgresError(
      `${data.cluster} belongs to uid ${uid}, perhaps because root started it once. Start it as root again, or hand all of ${data.home} to this user (chown -R).`,
    );
  }
}

async function readPassword(data: DataDirectory): Promise<string> {
  const password = (await unlessMissing(readFile(data.password, 'utf8')))?.trim();
  if (password) return password;
  throw new EmbeddedPostgresError(
    `${data.password} is missing, and without it the database beside it cannot be opened. Put it back, or move ${data.home} away to start anew.`,
  );
}

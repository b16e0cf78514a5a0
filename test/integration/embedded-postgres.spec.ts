import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { chmod, chown, lstat, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { EmbeddedPostgresError, startEmbeddedPostgres } from '../../src/platform/embedded-postgres/index.js';
import type { EmbeddedPostgres } from '../../src/platform/embedded-postgres/index.js';
import * as ports from '../../src/platform/embedded-postgres/port.js';
import {
  PLATFORM_PACKAGE,
  killRemainingChildren,
  launchInChild,
  makeCheckout,
  makeOwnCheckout,
} from '../support/launcher-process.js';

jest.mock('../../src/platform/embedded-postgres/port.js', () => {
  const actual = jest.requireActual('../../src/platform/embedded-postgres/port.js');
  return { freePort: jest.fn(actual.freePort) };
});

const isRoot = process.getuid?.() === 0;
const asRoot = isRoot ? it : it.skip;
const asUser = isRoot ? it.skip : it;
/** Containers usually withhold CAP_SYS_ADMIN (21), which mount(8) needs. */
const asMounter = isRoot && mayMount() ? it : it.skip;
const UNPRIVILEGED = 65534;
const FAST = { fsync: 'off' };

let place: string;
let checkout: string;
const servers: EmbeddedPostgres[] = [];

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'figbridge-launcher-'));
  await chmod(place, 0o755);
  checkout = await makeCheckout(join(place, 'checkout'));
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

afterAll(async () => {
  killRemainingChildren();
  await rm(place, { recursive: true, force: true });
});

async function start(dataDir: string, options: { port?: number; settings?: Record<string, string> } = {}) {
  const server = await startEmbeddedPostgres({ dataDir, settings: FAST, ...options });
  servers.push(server);
  return server;
}

async function query<Row extends pg.QueryResultRow>(url: string, sql: string, params: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql, params)).rows;
  } finally {
    await client.end();
  }
}

function mayMount(): boolean {
  const capabilities = /^CapEff:\t([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return (BigInt(`0x${capabilities ?? '0'}`) & (1n << 21n)) !== 0n;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** For a process that is not our child. The test's own timeout is the limit. */
async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
}

function withPassword(url: string, password: string): string {
  const other = new URL(url);
  other.password = password;
  return other.href;
}

describe('a first start', () => {
  it('gives a UTF-8 database in UTC that only the generated password opens', async () => {
    const dataDir = join(place, 'first');
    const { url } = await start(dataDir);

    expect(new URL(url)).toMatchObject({ protocol: 'postgres:', hostname: '127.0.0.1', pathname: '/figbridge' });
    const [facts] = await query(
      url,
      `SELECT current_setting('server_encoding') AS encoding, current_setting('timezone') AS timezone,
              current_setting('unix_socket_directories') AS sockets, current_setting('listen_addresses') AS addresses,
              datlocprovider AS provider, datlocale AS locale, current_setting('data_checksums') AS checksums
       FROM pg_database WHERE datname = current_database()`,
    );
    expect(facts).toEqual({
      encoding: 'UTF8',
      timezone: 'UTC',
      sockets: '',
      addresses: '127.0.0.1',
      provider: 'b',
      locale: 'C.UTF-8',
      checksums: 'on',
    });
    await expect(query(withPassword(url, 'guess'), 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    await expect(query(withPassword(url, ''), 'SELECT 1')).rejects.toThrow(/password/);
    expect(statSync(join(dataDir, 'postgres/password')).mode & 0o777).toBe(0o600);
    expect(statSync(join(dataDir, 'postgres/cluster')).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(dataDir, 'postgres/password'), 'utf8').trim()).toBe(new URL(url).password);
  });

  it('passes none of our environment on to PostgreSQL', async () => {
    process.env.FIGBRIDGE_PLANTED_SECRET = 'planted';
    const { pid } = await start(join(place, 'first'));
    delete process.env.FIGBRIDGE_PLANTED_SECRET;
    if (process.platform !== 'linux') return;
    expect(readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean).sort()).toEqual([
      'LC_ALL=C',
      'TZ=UTC',
    ]);
  });

  asRoot('as root runs PostgreSQL as an unprivileged user that owns only the cluster', async () => {
    const dataDir = join(place, 'first');
    const { pid } = await start(dataDir);
    expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(
      /^Uid:\t65534\t65534\t65534\t65534\nGid:\t65534\t65534\t65534\t65534$/m,
    );
    expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^Groups:\t\s*$/m);
    expect(statSync(join(dataDir, 'postgres/cluster')).uid).toBe(UNPRIVILEGED);
    expect(statSync(join(dataDir, 'postgres/password')).uid).toBe(0);
  });
});

describe('a second start', () => {
  it('keeps the data and the password', async () => {
    const dataDir = join(place, 'first');
    const first = await start(dataDir);
    await query(first.url, "CREATE TABLE t AS SELECT 'Zürich ✓' AS name");
    await Promise.all([first.stop(), first.stop()]);
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);

    const second = await start(dataDir);
    expect(await query(second.url, 'SELECT name FROM t')).toEqual([{ name: 'Zürich ✓' }]);
    expect(new URL(second.url).password).toBe(new URL(first.url).password);
  });

  it('makes the database when the first start was killed before it could', async () => {
    const dataDir = join(place, 'first');
    const first = await start(dataDir);
    const maintenance = first.url.replace(/figbridge$/, 'postgres');
    await query(maintenance, 'DROP DATABASE figbridge WITH (FORCE)');
    await first.stop();
    expect(await query((await start(dataDir)).url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('refuses the cluster of another PostgreSQL version and leaves it alone', async () => {
    const dataDir = join(place, 'first');
    const version = join(dataDir, 'postgres/cluster/PG_VERSION');
    const real = readFileSync(version, 'utf8');
    await writeFile(version, '17\n');
    await expect(start(dataDir)).rejects.toThrow(/was made by PostgreSQL 17, the installed one is 18.*move .* away/);
    await writeFile(version, real);
    await expect(start(dataDir)).resolves.toBeDefined();
  });

  it('says that the password file is missing or wrong', async () => {
    const dataDir = join(place, 'first');
    const file = join(dataDir, 'postgres/password');
    const real = readFileSync(file, 'utf8');
    await rm(file);
    await expect(start(dataDir)).rejects.toThrow(/password is missing/);
    await writeFile(file, 'another\n');
    await expect(start(dataDir)).rejects.toThrow(/is not that of the database/);
    await writeFile(file, real);
    await expect(start(dataDir)).resolves.toBeDefined();
  });
});

describe('one owner', () => {
  it('refuses a second owner, in this process or another, and the first does not notice', async () => {
    const dataDir = join(place, 'first');
    const first = await start(dataDir);
    await expect(start(dataDir)).rejects.toThrow(/already in use by this process/);

    const child = await launchInChild({ checkout, dataDir });
    expect(child.answer).toMatchObject({ error: 'EmbeddedPostgresError' });
    expect(child.answer.message).toContain(`already in use by process ${process.pid}`);
    expect(child.answer.message).toContain('another DATA_DIR');
    expect(await child.exited).toBe(1);
    expect(await query(first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('lets exactly one of several simultaneous starts have it', async () => {
    const dataDir = join(place, 'contested');
    const children = await Promise.all(Array.from({ length: 4 }, () => launchInChild({ checkout, dataDir })));
    const winners = children.filter(({ answer }) => answer.error === undefined);
    expect(winners).toHaveLength(1);
    expect(await query(winners[0]!.answer.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await winners[0]!.order('stop')).toBe(0);
  });

  it('is not fooled by the pid of a dead owner that another process has now', async () => {
    const dataDir = join(place, 'first');
    await writeFile(join(dataDir, 'postgres', `owner-${process.ppid}-0123456789abcdef`), '');
    await expect(start(dataDir)).resolves.toBeDefined();
    const owners = (await readdir(join(dataDir, 'postgres'))).filter((name) => name.startsWith('owner-'));
    expect(owners).toEqual([expect.stringMatching(new RegExp(`^owner-${process.pid}-`))]);
  });
});

describe('after a kill -9', () => {
  /** Inserts from eight connections until the server goes; `acknowledged` are the rows it confirmed. */
  function insertUntilGone(url: string) {
    const acknowledged: number[] = [];
    let next = 0;
    const insert = async (): Promise<void> => {
      const client = new pg.Client({ connectionString: url });
      client.on('error', () => undefined);
      try {
        await client.connect();
        for (;;) {
          const n = next++;
          await client.query('INSERT INTO acknowledged VALUES ($1)', [n]);
          acknowledged.push(n);
        }
      } catch {
        await client.end().catch(() => undefined);
      }
    };
    return { acknowledged, over: Promise.all(Array.from({ length: 8 }, insert)) };
  }

  async function untilLonger(list: readonly unknown[], length: number): Promise<void> {
    while (list.length < length) await new Promise((resolve) => setImmediate(resolve));
  }

  it('of its owner, stops the orphan and keeps every acknowledged row', async () => {
    const dataDir = join(place, 'killed');
    const owner = await launchInChild({ checkout, dataDir });
    await query(owner.answer.url, 'CREATE TABLE acknowledged (n int)');
    const { acknowledged, over } = insertUntilGone(owner.answer.url);
    await untilLonger(acknowledged, 200);
    await owner.kill();
    expect(isAlive(owner.answer.pid)).toBe(true);

    const next = await start(dataDir);
    await over;
    expect(isAlive(owner.answer.pid)).toBe(false);
    const rows = await query<{ n: number }>(next.url, 'SELECT n FROM acknowledged');
    expect(new Set(rows.map(({ n }) => n))).toEqual(expect.objectContaining({ size: rows.length }));
    expect(acknowledged.filter((n) => !rows.some((row) => row.n === n))).toEqual([]);
  });

  it('of its owner and PostgreSQL, recovers and keeps every acknowledged row', async () => {
    const dataDir = join(place, 'killed');
    const owner = await launchInChild({ checkout, dataDir });
    await query(owner.answer.url, 'TRUNCATE acknowledged');
    const { acknowledged, over } = insertUntilGone(owner.answer.url);
    await untilLonger(acknowledged, 200);
    process.kill(owner.answer.pid, 'SIGKILL');
    await owner.kill();

    const next = await start(dataDir);
    await over;
    const rows = await query<{ n: number }>(next.url, 'SELECT n FROM acknowledged');
    expect(acknowledged.filter((n) => !rows.some((row) => row.n === n))).toEqual([]);
  });

  it('starts although the pid file names a living process that is not PostgreSQL', async () => {
    const dataDir = join(place, 'killed');
    await (await start(dataDir)).stop();
    const account = isRoot ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {};
    const stranger = spawn('/bin/sleep', ['60'], { cwd: '/', ...account });
    const pidFile = join(dataDir, 'postgres/cluster/postmaster.pid');
    await writeFile(pidFile, `${stranger.pid}\n${dataDir}\n1\n5432\n\n127.0.0.1\n\nready   \n`, { mode: 0o600 });
    if (isRoot) await chown(pidFile, UNPRIVILEGED, UNPRIVILEGED);

    await expect(start(dataDir)).resolves.toBeDefined();
    expect(stranger.exitCode).toBeNull();
    expect(stranger.signalCode).toBeNull();
    stranger.kill();
    await once(stranger, 'exit');
  });

  it('inside initdb, starts anew', async () => {
    const dataDir = join(place, 'half-made');
    await mkdir(join(dataDir, 'postgres/cluster.new-abc/base'), { recursive: true });
    await start(dataDir);
    expect((await readdir(join(dataDir, 'postgres'))).filter((name) => name.startsWith('cluster'))).toEqual([
      'cluster',
    ]);
  });
});

it('ends PostgreSQL when the process exits without stop()', async () => {
  const owner = await launchInChild({ checkout, dataDir: join(place, 'killed') });
  expect(await owner.order('exit')).toBe(0);
  await untilGone(owner.answer.pid);
});

it('says so when PostgreSQL ends by itself, and stop() still works', async () => {
  const lines: string[] = [];
  const told = new Promise<void>((resolve) => {
    const log = (line: string): void => {
      lines.push(line);
      resolve();
    };
    void startEmbeddedPostgres({ dataDir: join(place, 'killed'), settings: FAST, log }).then((server) => {
      servers.push(server);
      process.kill(server.pid, 'SIGKILL');
    });
  });
  await told;
  expect(lines).toEqual([expect.stringMatching(/ended by itself: SIGKILL/)]);
  await expect(servers[0]!.stop()).resolves.toBeUndefined();
});

describe('what can be in the way', () => {
  it('a taken port: a given one is an error, a found one is replaced by another', async () => {
    const listener = createServer().listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    const dataDir = join(place, 'first');
    await expect(start(dataDir, { port })).rejects.toThrow(new RegExp(`Port ${port} of 127.0.0.1 is taken`));

    (ports.freePort as jest.Mock<Promise<number>>).mockResolvedValueOnce(port);
    const server = await start(dataDir);
    expect(new URL(server.url).port).not.toBe(String(port));
    await server.stop();
    listener.close();
    await once(listener, 'close');
    expect(new URL((await start(dataDir, { port })).url).port).toBe(String(port));
  });

  it('a setting PostgreSQL refuses: its own words are in the error, and the directory is free again', async () => {
    const dataDir = join(place, 'first');
    await expect(start(dataDir, { settings: { shared_buffers: 'much' } })).rejects.toThrow(
      /FATAL: +invalid value for parameter "shared_buffers"/,
    );
    await expect(start(dataDir, { settings: { 'x y': '1' } })).rejects.toThrow(EmbeddedPostgresError);
    await expect(start(dataDir)).resolves.toBeDefined();
  });

  it('a file where the data directory should be', async () => {
    await writeFile(join(place, 'file'), '');
    await expect(start(join(place, 'file'))).rejects.toThrow(/point DATA_DIR at a directory/);
    await expect(start(join(place, 'file/below'))).rejects.toThrow(/point DATA_DIR at a directory/);
  });

  asUser('a directory that may not be written to', async () => {
    await mkdir(join(place, 'closed'), { mode: 0o500 });
    await expect(start(join(place, 'closed'))).rejects.toThrow(/not permitted.*DATA_DIR/);
  });

  it('a missing platform package', async () => {
    const bare = await makeOwnCheckout(join(place, 'bare'), { withPostgres: false });
    const child = await launchInChild({ checkout: bare, dataDir: join(place, 'bare-data') });
    expect(child.answer.error).toBe('EmbeddedPostgresError');
    expect(child.answer.message).toContain(`${PLATFORM_PACKAGE} is not installed`);
    expect(child.answer.message).toContain('DATABASE_URL');
    expect(await child.exited).toBe(1);
  });

  asMounter('a full disk: it says so, leaves no half cluster, and works once there is room', async () => {
    const disk = join(place, 'disk');
    const dataDir = join(disk, 'data');
    await mkdir(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=12m,mode=755', 'tmpfs', disk]);
    try {
      await expect(start(dataDir)).rejects.toThrow(/disk is full/);
      const left = await readdir(join(dataDir, 'postgres'));
      expect(left.filter((name) => name.startsWith('cluster') || name.startsWith('owner'))).toEqual([]);

      execFileSync('mount', ['-o', 'remount,size=256m', disk]);
      const { url } = await start(dataDir);
      expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    } finally {
      await Promise.all(servers.splice(0).map((server) => server.stop()));
      execFileSync('umount', [disk]);
    }
  });
});

describe('an install without scripts', () => {
  asRoot('works for a user who may not write to the checkout, from a copy under DATA_DIR', async () => {
    const foreign = await makeOwnCheckout(join(place, 'foreign'), { withPostgres: true });
    const dataDir = join(place, 'unprivileged');
    await mkdir(dataDir, { mode: 0o700 });
    await chown(dataDir, UNPRIVILEGED, UNPRIVILEGED);

    const child = await launchInChild({ checkout: foreign, dataDir, uid: UNPRIVILEGED });
    expect(child.answer).not.toHaveProperty('message');
    expect(await query(child.answer.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(child.answer.log).toEqual([expect.stringContaining(`runs from a copy in ${dataDir}/postgres/binaries/`)]);
    expect(await child.order('stop')).toBe(0);
  });

  asUser('works after making the symlinks itself', async () => {
    const own = await makeOwnCheckout(join(place, 'own'), { withPostgres: true });
    const child = await launchInChild({ checkout: own, dataDir: join(place, 'own-data') });
    expect(await query(child.answer.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(child.answer.log).toEqual([]);
    expect(await child.order('stop')).toBe(0);
  });
});

describe('a checkout that only root can read', () => {
  const CACHE = '/var/cache/figbridge';
  let before: string[];

  beforeAll(async () => {
    before = await readdir(CACHE).catch(() => []);
  });

  /** The one thing a test of this makes outside of its own directory. */
  afterAll(async () => {
    const after: string[] = await readdir(CACHE).catch(() => []);
    for (const name of after.filter((entry) => !before.includes(entry)))
      await rm(join(CACHE, name), { recursive: true });
  });

  asRoot('works for two at once, with their data inside it', async () => {
    const home = join(place, 'home');
    await mkdir(home, { mode: 0o700 });
    const closed = await makeOwnCheckout(join(home, 'checkout'), { withPostgres: true });
    const children = await Promise.all(
      ['one', 'two'].map((name) => launchInChild({ checkout: closed, dataDir: join(closed, '.data', name) })),
    );
    for (const { answer } of children) {
      expect(answer).not.toHaveProperty('message');
      expect(await query(answer.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      expect(readlinkSync(`/proc/${answer.pid}/exe`)).toMatch(/^\/var\/cache\/figbridge\/postgres-/);
    }
    expect((await lstat(home)).mode & 0o777).toBe(0o700);

    await children[0]!.kill();
    const again = await launchInChild({ checkout: closed, dataDir: join(closed, '.data', 'one') });
    expect(again.answer.log[0]).toContain(`(pid ${children[0]!.answer.pid}) that an earlier run left behind`);
    expect(isAlive(children[0]!.answer.pid)).toBe(false);
    expect(await again.order('stop')).toBe(0);
    expect(await children[1]!.order('stop')).toBe(0);
    expect((await readdir(CACHE)).filter((name) => name.startsWith('.copying-'))).toEqual([]);
  });
});

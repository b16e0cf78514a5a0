import { readdir, rm } from 'node:fs/promises';
import Module from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EmbeddedPostgres } from '../../src/platform/embedded-postgres/index.js';

const PREFIX = 'figbridge-test-';
const SETTINGS = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_connections: '200' };

declare global {
  /** Set by globalSetup for globalTeardown, which Jest runs in the same process. */
  var figbridgeTestPostgres: { server: EmbeddedPostgres; directory: string } | undefined;
}

/**
 * Names the PostgreSQL server of this run in FIGBRIDGE_TEST_POSTGRES, for workers inherit the environment: the one of
 * TEST_DATABASE_URL (its role must be allowed to create databases), else an embedded cluster of this run's own.
 * Jest calls it once however many projects name it. FIGBRIDGE_TEST_RUN marks the databases made in this run.
 */
export default async function globalSetup(): Promise<void> {
  process.env.FIGBRIDGE_TEST_RUN = `${process.pid}_${Date.now().toString(36)}`;
  const given = process.env.TEST_DATABASE_URL?.trim();
  process.env.FIGBRIDGE_TEST_POSTGRES = given ? given : await startCluster();
}

async function startCluster(): Promise<string> {
  const { startEmbeddedPostgres, identify, isAlive } = await loadLauncher();
  await removeLeftOvers(isAlive);
  exitOnSignals();
  const directory = join(tmpdir(), `${PREFIX}${(await identify(process.pid)) ?? process.pid}`);
  const server = await startEmbeddedPostgres({ dataDir: directory, settings: SETTINGS });
  globalThis.figbridgeTestPostgres = { server, directory };
  return server.url;
}

/** An interrupted run must not leave its server: the launcher ends it when the process exits, but not when it is killed. */
function exitOnSignals(): void {
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
}

/** Of runs that were killed. A server that still runs there ends within a minute of losing its directory. */
async function removeLeftOvers(isAlive: (identity: string) => Promise<boolean>): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(PREFIX));
  for (const name of names) {
    if (await isAlive(name.slice(PREFIX.length))) continue;
    await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Jest transforms what this file loads but does not apply moduleNameMapper to it, so `./x.js` has to find `./x.ts` here. */
async function loadLauncher() {
  const resolver = Module as unknown as { _resolveFilename: (request: string, ...rest: unknown[]) => string };
  const original = resolver._resolveFilename;
  resolver._resolveFilename = (request, ...rest) => {
    try {
      return original(request, ...rest);
    } catch (error) {
      if (!/^\.{1,2}\/.*\.js$/.test(request)) throw error;
      return original(request.replace(/\.js$/, '.ts'), ...rest);
    }
  };
  try {
    const { startEmbeddedPostgres } = await import('../../src/platform/embedded-postgres/index.js');
    const { identify, isAlive } = await import('../../src/platform/embedded-postgres/process-table.js');
    return { startEmbeddedPostgres, identify, isAlive };
  } finally {
    resolver._resolveFilename = original;
  }
}

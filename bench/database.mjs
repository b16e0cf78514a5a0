import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../dist/platform/database/migrate.js';
import { startEmbeddedPostgres } from '../dist/platform/embedded-postgres/index.js';

/** A migrated database of its own: on TEST_DATABASE_URL's server when that is set, else on an embedded one with fsync on. */
export async function prepareDatabase() {
  const server = process.env.TEST_DATABASE_URL ? null : await embedded();
  const serverUrl = server?.url ?? process.env.TEST_DATABASE_URL ?? '';
  const name = `figbridge_bench_${randomBytes(4).toString('hex')}`;
  await onServer(serverUrl, `CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await migrate(url.href);
  const drop = async () => {
    await onServer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
    await server?.stop();
  };
  return { url: url.href, drop };
}

async function embedded() {
  const dataDir = await mkdtemp(join(tmpdir(), 'figbridge-bench-'));
  const server = await startEmbeddedPostgres({ dataDir });
  const stop = async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { url: server.url, stop };
}

/** @param {string} url @param {string} sql */
async function onServer(url, sql) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}

import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrate, schemaHash } from './migrate.js';

/** Any constant: all workers and runs that share a server must use the same. */
const TEMPLATE_LOCK = 6_201_131;

export interface TestDatabase {
  /** Of a database nobody else uses, with the current schema and no rows. */
  readonly url: string;
  /** The rows of one statement. */
  query<Row extends pg.QueryResultRow>(sql: string, params?: readonly unknown[]): Promise<Row[]>;
  /** Throws every other connection out. May be called again. */
  drop(): Promise<void>;
}

/** The server of this run; globalSetup named it. */
export function serverUrl(): string {
  const url = process.env.FIGBRIDGE_TEST_POSTGRES;
  if (url === undefined)
    throw new Error('No PostgreSQL for tests: this Jest project does not name test/support/global-setup.ts.');
  return url;
}

/** A clone of the migrated template, some 30 ms. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const template = await prepareTemplate(await schemaHash(), migrate);
  const name = `figbridge_test_${process.env.FIGBRIDGE_TEST_RUN ?? ''}_${randomBytes(6).toString('hex')}`;
  await onServer((client) => client.query(`CREATE DATABASE "${name}" TEMPLATE "${template}"`));
  return open(name);
}

/**
 * Makes the database that test databases are cloned from unless there is one for this `hash`, and returns its name.
 * Workers that come at the same time wait for the first. It gets its name only when `migrateDatabase` has succeeded, and
 * is closed to connections, since a connection to it would keep it from being cloned.
 */
export function prepareTemplate(hash: string, migrateDatabase: (url: string) => Promise<void>): Promise<string> {
  const name = `figbridge_template_${hash}`;
  return onServer(async (client) => {
    if (await exists(client, name)) return name;
    await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    if (!(await exists(client, name))) await buildTemplate(client, name, migrateDatabase);
    return name;
  });
}

async function buildTemplate(client: pg.Client, name: string, migrateDatabase: (url: string) => Promise<void>) {
  const draft = `${name}_draft`;
  await client.query(`DROP DATABASE IF EXISTS "${draft}" WITH (FORCE)`);
  await client.query(`CREATE DATABASE "${draft}" TEMPLATE template0 ENCODING 'UTF8'`);
  await migrateDatabase(databaseUrl(draft));
  await client.query(`ALTER DATABASE "${draft}" ALLOW_CONNECTIONS false`);
  await client.query(`ALTER DATABASE "${draft}" RENAME TO "${name}"`);
}

async function exists(client: pg.Client, name: string): Promise<boolean> {
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
  return rowCount === 1;
}

function databaseUrl(name: string): string {
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  return url.href;
}

function open(name: string): TestDatabase {
  const url = databaseUrl(name);
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  // Idle connections are cut when the database goes.
  pool.on('error', () => undefined);
  let dropped: Promise<void> | undefined;
  const drop = async (): Promise<void> => {
    await pool.end();
    await onServer((client) => client.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`));
  };
  return {
    url,
    query: async <Row extends pg.QueryResultRow>(sql: string, params: readonly unknown[] = []) =>
      (await pool.query<Row>(sql, [...params])).rows,
    drop: () => (dropped ??= drop()),
  };
}

/** A session advisory lock taken in `work` ends with the connection, whatever happens. */
async function onServer<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

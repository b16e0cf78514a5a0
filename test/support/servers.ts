import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** A server that developers and CI have beside the embedded one; anything but loopback has to be named. */
const usualServer = 'postgres://postgres@127.0.0.1:5432/postgres';

const probe = `
  const { Client } = require('pg');
  const client = new Client({ connectionString: process.argv[1], connectionTimeoutMillis: 2000 });
  client.connect()
    .then(() => client.query("SELECT current_setting('server_version_num')::int / 10000 AS major"))
    .then(({ rows }) => { process.stdout.write(String(rows[0].major)); return client.end(); })
    .catch(() => process.exit(1));`;

/** The major version of the PostgreSQL that answers there, or null. Blocks, because Jest has to know its tests at once. */
function majorOf(url: string): number | null {
  try {
    return Number(
      execFileSync(process.execPath, ['-e', probe, url], { stdio: ['ignore', 'pipe', 'ignore'], timeout: 5_000 }),
    );
  } catch {
    return null;
  }
}

/** [name, url] of every PostgreSQL that a schema has to work on and that answers; says loudly what is left out. */
export function schemaServers(): [string, string][] {
  const given = process.env.FIGBRIDGE_TEST_POSTGRES;
  const urls = [given, process.env.TEST_DATABASE_URL, usualServer].filter((url) => url !== undefined && url !== '');
  const servers = [...new Set(urls)].map((url) => [majorOf(url!), url!] as const);
  const versions = new Map(
    servers.filter(([major]) => major !== null).map(([major, url]) => [`PostgreSQL ${major}`, url]),
  );
  for (const wanted of ['PostgreSQL 15', 'PostgreSQL 18']) {
    if (!versions.has(wanted))
      console.warn(`NOT TESTED on ${wanted}: no such server answers at TEST_DATABASE_URL or 127.0.0.1:5432`);
  }
  return [...versions];
}

export interface EmptyDatabase {
  readonly url: string;
  query<Row extends pg.QueryResultRow>(sql: string, params?: readonly unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

/** A database without any table on that server. */
export async function createEmptyDatabase(server: string): Promise<EmptyDatabase> {
  const name = `figbridge_test_${process.env.FIGBRIDGE_TEST_RUN ?? ''}_empty_${randomBytes(6).toString('hex')}`;
  await onServer(server, `CREATE DATABASE "${name}" TEMPLATE template0 ENCODING 'UTF8'`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const pool = new pg.Pool({ connectionString: url.href, max: 4 });
  pool.on('error', () => undefined);
  return {
    url: url.href,
    query: async <Row extends pg.QueryResultRow>(sql: string, params: readonly unknown[] = []) =>
      (await pool.query<Row>(sql, [...params])).rows,
    drop: async () => {
      await pool.end();
      await onServer(server, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
    },
  };
}

async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Everything that makes the schema, one line each. PostgreSQL 18 lists NOT NULL as constraints too; the columns say it. */
export async function describeSchema({ query }: Pick<EmptyDatabase, 'query'>): Promise<string[]> {
  const rows = await query<{ line: string }>(`
    SELECT format('%s.%s %s%s default %s storage %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
                  CASE WHEN a.attnotnull THEN ' not null' END, pg_get_expr(d.adbin, d.adrelid), a.attstorage) AS line
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT format('%s %s: %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
    UNION ALL SELECT format('extension %s', extname) FROM pg_extension
     ORDER BY line`);
  return rows.map(({ line }) => line);
}

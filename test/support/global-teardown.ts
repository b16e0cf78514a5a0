import { rm } from 'node:fs/promises';
import pg from 'pg';

/** The cluster of this run goes; a server that was given keeps nothing but the template, which the next run may use. */
export default async function globalTeardown(): Promise<void> {
  const own = globalThis.figbridgeTestPostgres;
  if (own === undefined) return dropDatabasesOfThisRun();
  await own.server.stop();
  await rm(own.directory, { recursive: true, force: true });
}

/** Tests drop their databases themselves; these are of tests that were cut short. */
async function dropDatabasesOfThisRun(): Promise<void> {
  const client = new pg.Client({ connectionString: process.env.FIGBRIDGE_TEST_POSTGRES });
  await client.connect();
  try {
    const prefix = `figbridge_test_${process.env.FIGBRIDGE_TEST_RUN ?? ''}_`;
    const { rows } = await client.query<{ datname: string }>(
      'SELECT datname FROM pg_database WHERE starts_with(datname, $1)',
      [prefix],
    );
    for (const { datname } of rows) await client.query(`DROP DATABASE IF EXISTS "${datname}" WITH (FORCE)`);
  } finally {
    await client.end();
  }
}

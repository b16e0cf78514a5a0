import pg from 'pg';

/** Exit code 0 when TEST_DATABASE_URL is a PostgreSQL that we may create databases on. */
const client = new pg.Client({ connectionString: process.env.TEST_DATABASE_URL, connectionTimeoutMillis: 3_000 });
try {
  await client.connect();
  const { rows } = await client.query(
    `SELECT current_setting('server_version') AS version, rolcreatedb OR rolsuper AS allowed
       FROM pg_roles WHERE rolname = current_user`,
  );
  console.log(`PostgreSQL ${rows[0].version} answers`);
  process.exitCode = rows[0].allowed ? 0 : 1;
} catch {
  process.exitCode = 1;
} finally {
  await client.end().catch(() => undefined);
}

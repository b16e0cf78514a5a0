import pg from 'pg';
import { DataSource } from 'typeorm';
import { migrate, pendingMigrations } from '../../src/platform/database/migrate.js';
import { migrations } from '../../src/platform/database/migrations/index.js';
import { isDatabaseUnavailable } from '../../src/platform/errors/database-errors.js';
import { createEmptyDatabase, describeSchema, type EmptyDatabase, schemaServers } from '../support/servers.js';
import { until } from '../support/vault.js';

const names = migrations.map(({ name }) => name);
const servers = schemaServers();

describe.each(servers)('%s', (_, server) => {
  let database: EmptyDatabase;
  beforeEach(async () => (database = await createEmptyDatabase(server)));
  afterEach(() => database.drop());

  async function withSource<T>(work: (source: DataSource) => Promise<T>): Promise<T> {
    const source = new DataSource({ type: 'postgres', url: database.url, migrations });
    await source.initialize();
    try {
      return await work(source);
    } finally {
      await source.destroy();
    }
  }

  it('an empty database gets the schema, and nothing that nobody asked for', async () => {
    expect(await withSource(pendingMigrations)).toEqual(names);
    expect(await migrate(database.url)).toEqual(names);
    expect(await withSource(pendingMigrations)).toEqual([]);
    const extensions = (await describeSchema(database)).filter((line) => line.startsWith('extension'));
    expect(extensions).toEqual(['extension plpgsql']);
  });

  it('a second run does nothing', async () => {
    await migrate(database.url);
    const before = await describeSchema(database);
    expect(await migrate(database.url)).toEqual([]);
    expect(await describeSchema(database)).toEqual(before);
  });

  it('of four instances that boot together one runs it while the others wait, and all find the same schema', async () => {
    const results = await Promise.all(Array.from({ length: 4 }, () => migrate(database.url)));
    expect(results.map((ran) => ran.length).sort()).toEqual([0, 0, 0, names.length]);
    const together = await describeSchema(database);
    const alone = await createEmptyDatabase(server);
    await migrate(alone.url);
    expect(together).toEqual(await describeSchema(alone));
    await alone.drop();
  });

  it('down takes everything away, and up brings the same back', async () => {
    await migrate(database.url);
    const before = await describeSchema(database);
    await withSource(async (source) => {
      for (let count = names.length; count > 0; count -= 1) await source.undoLastMigration({ transaction: 'all' });
    });
    expect((await describeSchema(database)).filter((line) => !/\bmigrations|^extension/.test(line))).toEqual([]);
    expect(await withSource(pendingMigrations)).toEqual(names);
    expect(await migrate(database.url)).toEqual(names);
    expect(await describeSchema(database)).toEqual(before);
  });

  it('a connection that is lost in the middle leaves nothing behind, frees the others, and the next run succeeds', async () => {
    const gate = await stopAfterTable(database, 'oauth_state_tokens');
    const first = migrate(database.url).then(
      () => null,
      (error: unknown) => error,
    );
    await until(gate.isReached, 'the migration is in its middle');
    const second = migrate(database.url);
    await until(async () => (await migrating()).length === 2, 'a second instance waits');
    await database.query('SELECT pg_terminate_backend($1)', [await gate.pid()]);
    const error = await first;
    expect(error).toBeInstanceOf(Error);
    expect(isDatabaseUnavailable(error)).toBe(true);
    await gate.open();
    expect(await second).toEqual(names);
    expect(await withSource(pendingMigrations)).toEqual([]);
  });

  it('a statement that fails undoes the ones before it', async () => {
    const printed = (['log', 'info', 'warn', 'error'] as const).map((method) => jest.spyOn(console, method));
    await database.query('CREATE TABLE oauth_refresh_log (in_the_way int)');
    await expect(migrate(database.url)).rejects.toThrow('already exists');
    for (const method of printed) expect(method).not.toHaveBeenCalled();
    const left = (await describeSchema(database)).filter((line) => !line.startsWith('extension'));
    expect(left).toHaveLength(1);
    expect(left[0]).toContain('oauth_refresh_log.in_the_way');
    await database.query('DROP TABLE oauth_refresh_log');
    expect(await migrate(database.url)).toEqual(names);
  });

  it('a server older than PostgreSQL 15 is refused, and untouched', async () => {
    await pretendVersion(database, 140_012);
    await expect(migrate(database.url)).rejects.toThrow('Figbridge needs PostgreSQL 15 or newer');
    await pretendVersion(database, 150_000);
    expect(await migrate(database.url)).toEqual(names);
  });

  const migrating = (): Promise<unknown[]> =>
    database.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'figbridge-migrate'
          AND wait_event_type = 'Lock'`,
    );
});

if (servers.length > 1) {
  it('the schema is the same on all of them', async () => {
    const schemas = await Promise.all(
      servers.map(async ([, server]) => {
        const database = await createEmptyDatabase(server);
        await migrate(database.url);
        const schema = await describeSchema(database);
        await database.drop();
        return schema;
      }),
    );
    expect(schemas[0]!.length).toBeGreaterThan(100);
    for (const schema of schemas) expect(schema).toEqual(schemas[0]);
  });
}

interface Gate {
  isReached(): Promise<boolean>;
  /** Of the connection that waits at the gate. */
  pid(): Promise<number>;
  open(): Promise<void>;
}

/** Whoever creates this table waits, inside its transaction, until the gate is opened. */
async function stopAfterTable(database: EmptyDatabase, table: string): Promise<Gate> {
  const lock = 4_711;
  const holder = new pg.Client({ connectionString: database.url });
  await holder.connect();
  await holder.query(`
    CREATE SCHEMA gate;
    CREATE FUNCTION gate.stop() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
      IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands() WHERE object_identity = 'public.${table}')
      THEN PERFORM pg_advisory_xact_lock(${lock}); END IF; END $$;
    CREATE EVENT TRIGGER gate ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION gate.stop();
    SELECT pg_advisory_lock(${lock})`);
  const waiting = (): Promise<{ pid: number }[]> =>
    database.query<{ pid: number }>(
      `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = ${lock} AND NOT granted
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
  return {
    isReached: async () => (await waiting()).length === 1,
    pid: async () => (await waiting())[0]!.pid,
    open: () => holder.end(),
  };
}

/** `current_setting` of this database's sessions lies: the real setting cannot be set. */
async function pretendVersion(database: EmptyDatabase, version: number): Promise<void> {
  await database.query('CREATE SCHEMA IF NOT EXISTS pretended');
  await database.query(
    `CREATE OR REPLACE FUNCTION pretended.current_setting(text) RETURNS text LANGUAGE sql AS 'SELECT ''${version}'''`,
  );
  const [{ name } = { name: '' }] = await database.query<{ name: string }>('SELECT current_database() AS name');
  await database.query(`ALTER DATABASE "${name}" SET search_path = public, pretended, pg_catalog`);
}

import { DataSource, MigrationExecutor } from 'typeorm';
import { migrations } from './migrations/index.js';
import { QuietLogger } from './quiet-logger.js';

/** The database server cannot be used. The message is for people. */
export class UnsupportedServerError extends Error {
  override readonly name = 'UnsupportedServerError';
}

/** Any number that other programs on the same database are unlikely to use for their locks. */
const migrationLock = 7_236_451;

/**
 * Brings the schema up to date and answers the names of the migrations that ran. Instances that boot together wait for the
 * one that runs them: the lock is held by the transaction, so a killed instance frees it and leaves nothing half done, and
 * a transaction-mode pooler cannot strand it. PostgreSQL older than 15 is refused.
 */
export async function migrate(url: string): Promise<string[]> {
  const source = new DataSource({
    type: 'postgres',
    url,
    migrations,
    poolSize: 1,
    applicationName: 'figbridge-migrate',
    installExtensions: false,
    logger: new QuietLogger(),
  });
  await source.initialize();
  try {
    return await runMigrations(source);
  } finally {
    await source.destroy();
  }
}

async function runMigrations(source: DataSource): Promise<string[]> {
  await refuseOldServer(source);
  const runner = source.createQueryRunner();
  try {
    await runner.startTransaction();
    await runner.query('SELECT pg_advisory_xact_lock($1)', [migrationLock]);
    const executor = new MigrationExecutor(source, runner);
    executor.transaction = 'none';
    const done = await executor.executePendingMigrations();
    await runner.commitTransaction();
    return done.map((migration) => migration.name);
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    throw error;
  } finally {
    await runner.release();
  }
}

/** The names of migrations this build has and the database lacks; empty means that the schema is in place. */
export async function pendingMigrations(source: DataSource): Promise<string[]> {
  const names = migrations.map((migration) => migration.name);
  const [found] = await source.query<{ present: boolean }[]>("SELECT to_regclass('migrations') IS NOT NULL AS present");
  if (!found?.present) return names;
  const rows = await source.query<{ name: string }[]>('SELECT name FROM migrations');
  const done = new Set(rows.map((row) => row.name));
  return names.filter((name) => !done.has(name));
}

async function refuseOldServer(source: DataSource): Promise<void> {
  const [row] = await source.query<{ version: string }[]>("SELECT current_setting('server_version_num') AS version");
  if (Number(row?.version) < 150_000) throw new UnsupportedServerError('Figbridge needs PostgreSQL 15 or newer');
}

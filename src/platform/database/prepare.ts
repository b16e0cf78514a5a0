import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../../config/config.js';
import { startEmbeddedPostgres } from '../embedded-postgres/index.js';
import { isDatabaseUnavailable } from '../errors/database-errors.js';
import type { LogService } from '../logging/log.service.js';
import { migrate } from './migrate.js';

export interface PreparedDatabase {
  readonly url: string;
  /** Stops an embedded server; leaves any other alone. */
  stop(): Promise<void>;
}

const patienceMs = 60_000;
const pauseMs = 1_000;

/** A database that answers and has the schema of this build: the configured one, or an embedded one under DATA_DIR. */
export async function prepareDatabase(config: Config, log: LogService): Promise<PreparedDatabase> {
  const database = config.databaseUrl === null ? await embedded(config, log) : external(config.databaseUrl);
  try {
    await migratePatiently(database.url, log);
    return database;
  } catch (error) {
    await database.stop();
    throw error;
  }
}

function external(url: string): PreparedDatabase {
  return { url, stop: () => Promise.resolve() };
}

async function embedded(config: Config, log: LogService): Promise<PreparedDatabase> {
  log.info('DATABASE_URL is not set: using the embedded PostgreSQL', { dataDir: config.dataDir });
  const server = await startEmbeddedPostgres({ dataDir: config.dataDir, log: (line) => log.info(line) });
  return { url: server.url, stop: () => server.stop() };
}

/** Services and their database are often started together, and the database takes longer. */
async function migratePatiently(url: string, log: LogService): Promise<void> {
  const endsAt = performance.now() + patienceMs;
  for (;;) {
    try {
      const names = await migrate(url);
      if (names.length > 0) log.info('migrated the database', { migrations: names });
      return;
    } catch (error) {
      if (!isDatabaseUnavailable(error) || performance.now() > endsAt) throw error;
      log.warn('the database does not answer yet', { err: error });
      await sleep(pauseMs);
    }
  }
}

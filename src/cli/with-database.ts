import { DataSource } from 'typeorm';
import type { Config } from '../config/config.js';
import { startEmbeddedPostgres } from '../platform/embedded-postgres/index.js';

/** Runs `work` against the configured database, or against the embedded one, which is started for it and stopped again. */
export async function withDatabase<T>(config: Config, work: (url: string) => Promise<T>): Promise<T> {
  if (config.databaseUrl !== null) return work(config.databaseUrl);
  const server = await startEmbeddedPostgres({ dataDir: config.dataDir });
  try {
    return await work(server.url);
  } finally {
    await server.stop();
  }
}

/** One connection, without entities. */
export async function withDataSource<T>(url: string, work: (source: DataSource) => Promise<T>): Promise<T> {
  const source = new DataSource({
    type: 'postgres',
    url,
    poolSize: 1,
    applicationName: 'figbridge-cli',
    extra: { connectionTimeoutMillis: 5_000, statement_timeout: 15_000 },
  });
  await source.initialize();
  try {
    return await work(source);
  } finally {
    await source.destroy();
  }
}

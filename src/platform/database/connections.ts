import type { TypeOrmModuleOptions } from '@nestjs/typeorm';
import type { Config } from '../../config/config.js';
import { QuietLogger } from './quiet-logger.js';

/** Where the database is: the configured address, or that of the embedded server. */
export class DatabaseUrl {
  constructor(readonly value: string) {}
}

/** Name of the data source that refreshes and connections use; see DatabaseModule. */
export const vaultConnection = 'vault';

/** DATABASE_POOL_SIZE counts all connections of one process. */
function poolSizes(config: Config): { main: number; vault: number } {
  const vault = 2;
  return { main: config.databasePoolSize - vault, vault };
}

/** A statement, a lock and an idle transaction each end after a while, so that a slow database gives 503 and not a hang. */
export function connectionOptions(config: Config, url: DatabaseUrl, role: 'main' | 'vault'): TypeOrmModuleOptions {
  return {
    type: 'postgres',
    url: url.value,
    poolSize: poolSizes(config)[role],
    autoLoadEntities: true,
    synchronize: false,
    // uuids come from gen_random_uuid(), and the role need not be allowed to install anything.
    installExtensions: false,
    logger: new QuietLogger(),
    applicationName: `figbridge-${role}`,
    retryAttempts: 0,
    poolErrorHandler: () => undefined,
    extra: {
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 30_000,
      keepAlive: true,
      statement_timeout: role === 'vault' ? 30_000 : 15_000,
      idle_in_transaction_session_timeout: 60_000,
      options: '-c client_connection_check_interval=10s -c timezone=UTC',
    },
  };
}

import { Global, Module } from '@nestjs/common';
import { TypeOrmModule, type TypeOrmModuleOptions } from '@nestjs/typeorm';
import { Config } from '../../config/config.js';
import { connectionOptions, DatabaseUrl, vaultConnection } from './connections.js';
import { DatabaseHealth } from './database.health.js';

/**
 * Two pools on one database. The vault has its own two connections because a refresh holds one while it waits for the
 * provider, and requests that only read must not queue behind it (security.md 5.3).
 */
@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [Config, DatabaseUrl],
      useFactory: (config: Config, url: DatabaseUrl): TypeOrmModuleOptions => connectionOptions(config, url, 'main'),
    }),
    TypeOrmModule.forRootAsync({
      name: vaultConnection,
      inject: [Config, DatabaseUrl],
      useFactory: (config: Config, url: DatabaseUrl): TypeOrmModuleOptions => connectionOptions(config, url, 'vault'),
    }),
  ],
  providers: [DatabaseHealth],
})
export class DatabaseModule {}

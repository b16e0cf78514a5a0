import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Config } from '../config/config.js';
import { KeyRing } from './crypto/key-ring.js';
import { SealedBox } from './crypto/sealed-box.js';
import { DatabaseUrl } from './database/connections.js';
import { DatabaseModule } from './database/database.module.js';
import { ErrorFilter } from './errors/error.filter.js';
import { HealthRegistry } from './health/health.registry.js';
import { OutboundHttp } from './http/outbound-http.js';
import { LogService } from './logging/log.service.js';
import { PurgeRegistry } from './purge/purge.registry.js';
import { RedisService } from './redis/redis.service.js';

/** What every feature may use. It knows no feature. */
@Global()
@Module({})
export class PlatformModule {
  static forRoot(config: Config, databaseUrl: string, log: LogService): DynamicModule {
    const shared = [KeyRing, SealedBox, HealthRegistry, PurgeRegistry, OutboundHttp, RedisService, ErrorFilter];
    const values = [
      { provide: Config, useValue: config },
      { provide: LogService, useValue: log },
      { provide: DatabaseUrl, useValue: new DatabaseUrl(databaseUrl) },
    ];
    return {
      module: PlatformModule,
      imports: [DatabaseModule],
      providers: [...values, ...shared],
      exports: [Config, LogService, DatabaseUrl, ...shared],
    };
  }
}

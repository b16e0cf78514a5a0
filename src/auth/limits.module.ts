import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ThrottlerModule, type ThrottlerModuleOptions } from '@nestjs/throttler';
import { MemoryLimitStorage } from '../platform/limits/memory-limit.storage.js';
import { RedisLimitStorage } from '../platform/limits/redis-limit.storage.js';
import { RedisService } from '../platform/redis/redis.service.js';
import { LimitsGuard } from './limits.guard.js';

/** Listed after AuthModule: global guards run in the order of their modules, and limits count verified users. */
@Module({
  imports: [
    ThrottlerModule.forRootAsync({
      inject: [RedisService],
      useFactory: (redis: RedisService): ThrottlerModuleOptions => ({
        throttlers: [{ limit: 1, ttl: 1 }],
        storage: redis.isConfigured ? new RedisLimitStorage(redis) : new MemoryLimitStorage(),
      }),
    }),
  ],
  providers: [{ provide: APP_GUARD, useClass: LimitsGuard }],
})
export class LimitsModule {}

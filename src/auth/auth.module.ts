import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { UsersModule } from '../users/users.module.js';
import { JwtGuard } from './jwt.guard.js';
import { JwtStrategy } from './jwt.strategy.js';

@Module({
  imports: [UsersModule],
  providers: [JwtStrategy, { provide: APP_GUARD, useClass: JwtGuard }],
})
export class AuthModule {}

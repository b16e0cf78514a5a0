import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ProvidersModule } from '../providers/providers.module.js';
import { CanaryEntity } from './canary.entity.js';
import { Canary } from './canary.js';
import { ConnectionsService } from './connections.service.js';
import { GrantsStore } from './grants.store.js';
import { OAuthGrantEntity } from './oauth-grant.entity.js';
import { OAuthTokenEntity } from './oauth-token.entity.js';
import { RefreshLogEntity } from './refresh-log.entity.js';
import { RefreshService } from './refresh.service.js';
import { TokenCipher } from './token-cipher.js';
import { TokensService } from './tokens.service.js';
import { TokensStore } from './tokens.store.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([OAuthGrantEntity, OAuthTokenEntity, RefreshLogEntity, CanaryEntity]),
    ProvidersModule,
  ],
  providers: [Canary, TokenCipher, TokensStore, GrantsStore, RefreshService, TokensService, ConnectionsService],
  exports: [TokensService, ConnectionsService],
})
export class TokensModule {}

import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ProvidersModule } from '../providers/providers.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { ConnectService } from './connect.service.js';
import { OAuthStateEntity } from './oauth-state.entity.js';
import { OAuthStateStore } from './oauth-state.store.js';
import { OAuthController } from './oauth.controller.js';
import { OAuthService } from './oauth.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([OAuthStateEntity]), ProvidersModule, TokensModule, SettingsModule],
  controllers: [OAuthController],
  providers: [OAuthStateStore, ConnectService, OAuthService],
  exports: [OAuthService],
})
export class OAuthModule {}

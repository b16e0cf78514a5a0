import { Module } from '@nestjs/common';
import { OAuthClient } from './oauth.client.js';
import { ProvidersService } from './providers.service.js';

@Module({
  providers: [ProvidersService, OAuthClient],
  exports: [ProvidersService, OAuthClient],
})
export class ProvidersModule {}

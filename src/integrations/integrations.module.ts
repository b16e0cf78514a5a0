import { Module } from '@nestjs/common';
import { AssetsModule } from '../assets/assets.module.js';
import { FigmaModule } from '../figma/figma.module.js';
import { OAuthModule } from '../oauth/oauth.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { IntegrationsController } from './integrations.controller.js';
import { IntegrationsService } from './integrations.service.js';

/** Composes the features below it where one action touches several of them. */
@Module({
  imports: [ProvidersModule, TokensModule, OAuthModule, FigmaModule, AssetsModule],
  controllers: [IntegrationsController],
  providers: [IntegrationsService],
})
export class IntegrationsModule {}

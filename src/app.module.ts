import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { AssetsModule } from './assets/assets.module.js';
import { AuthModule } from './auth/auth.module.js';
import { LimitsModule } from './auth/limits.module.js';
import type { Config } from './config/config.js';
import { FigmaModule } from './figma/figma.module.js';
import { HealthModule } from './health/health.module.js';
import { IntegrationsModule } from './integrations/integrations.module.js';
import { MaintenanceModule } from './maintenance/maintenance.module.js';
import { OAuthModule } from './oauth/oauth.module.js';
import { PageModule } from './page/page.module.js';
import type { LogService } from './platform/logging/log.service.js';
import { PlatformModule } from './platform/platform.module.js';
import { ProvidersModule } from './providers/providers.module.js';
import { SettingsModule } from './settings/settings.module.js';
import { TokensModule } from './tokens/tokens.module.js';
import { UsersModule } from './users/users.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

const features = [
  UsersModule,
  AuthModule,
  LimitsModule,
  SettingsModule,
  ProvidersModule,
  AssetsModule,
  TokensModule,
  OAuthModule,
  FigmaModule,
  WebhooksModule,
  IntegrationsModule,
  MaintenanceModule,
  HealthModule,
  PageModule,
];

/** The only list of modules. */
@Module({})
export class AppModule {
  static forRoot(
    config: Config,
    databaseUrl: string,
    log: LogService,
    extensions: readonly Type[] = [],
  ): DynamicModule {
    return {
      module: AppModule,
      imports: [PlatformModule.forRoot(config, databaseUrl, log), ...features, ...extensions],
    };
  }
}

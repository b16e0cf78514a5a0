import { resolve } from 'node:path';
import { inspect } from 'node:util';
import { Config } from './config.js';
import type { FigmaSettings, JwtMode, ProviderSettings } from './config.js';
import type { SettingValues } from './settings/table.js';

type ConfigFields = { readonly [Field in keyof Config]: Config[Field] };

/** Valid values in, the frozen `Config` out. */
export function buildConfig(values: SettingValues): Config {
  const fields: ConfigFields = {
    nodeEnv: values.NODE_ENV,
    host: values.HOST,
    port: values.PORT,
    publicUrl: values.PUBLIC_URL,
    appUrl: values.APP_URL,
    appReturnPath: values.APP_RETURN_PATH,
    corsOrigins: values.CORS_ORIGINS,
    trustProxy: values.TRUST_PROXY ?? [],
    databaseUrl: values.DATABASE_URL ?? null,
    databasePoolSize: values.DATABASE_POOL_SIZE,
    redisUrl: values.REDIS_URL ?? null,
    dataDir: resolve(values.DATA_DIR),
    jwt: jwtMode(values),
    jwtIssuer: values.JWT_ISSUER ?? null,
    jwtAudience: values.JWT_AUDIENCE ?? null,
    encryptionKeys: values.TOKEN_ENCRYPTION_KEYS ?? [],
    figma: figmaSettings(values),
    github: providerSettings(values, 'GITHUB'),
    slack: providerSettings(values, 'SLACK'),
    browserBinding: values.OAUTH_BROWSER_BINDING,
    stateTtlSeconds: values.OAUTH_STATE_TTL_SECONDS,
    throttleLimit: values.THROTTLE_LIMIT ?? null,
    adminToken: values.ADMIN_TOKEN ?? null,
    docsEnabled: values.DOCS_ENABLED,
    metricsToken: values.METRICS_TOKEN ?? null,
    sentryDsn: values.SENTRY_DSN ?? null,
    logLevel: values.LOG_LEVEL,
  };
  return deepFreeze(hideFromLogs(Object.assign(Object.create(Config.prototype) as Config, fields)));
}

function jwtMode(values: SettingValues): JwtMode {
  if (values.JWT_SECRET !== undefined) return { kind: 'secret', secret: values.JWT_SECRET };
  if (values.JWT_JWKS_URL !== undefined) return { kind: 'jwks', url: values.JWT_JWKS_URL };
  if (values.JWT_PUBLIC_KEY !== undefined) return { kind: 'public-key', pem: values.JWT_PUBLIC_KEY };
  throw new Error('No JWT mode is set; the checks before should have said so');
}

function providerSettings(values: SettingValues, prefix: 'FIGMA' | 'GITHUB' | 'SLACK'): ProviderSettings {
  const clientId = values[`${prefix}_CLIENT_ID`];
  const clientSecret = values[`${prefix}_CLIENT_SECRET`];
  return {
    credentials: clientId !== undefined && clientSecret !== undefined ? { clientId, clientSecret } : null,
    redirectUri: values[`${prefix}_REDIRECT_URI`],
    scopes: values[`${prefix}_SCOPES`],
    webUrl: values[`${prefix}_WEB_URL`],
    apiUrl: values[`${prefix}_API_URL`],
  };
}

function figmaSettings(values: SettingValues): FigmaSettings {
  const sharing = values.FIGMA_CACHE_SHARING;
  return {
    ...providerSettings(values, 'FIGMA'),
    appKind: values.FIGMA_APP_KIND,
    teamIds: values.FIGMA_TEAM_IDS ?? [],
    webhookSecrets: values.FIGMA_WEBHOOK_SECRET ?? [],
    assetHosts: values.FIGMA_ASSET_HOSTS,
    cacheTtlSeconds: values.FIGMA_CACHE_TTL_SECONDS,
    accessTtlSeconds: values.FIGMA_ACCESS_TTL_SECONDS,
    cacheSharing: sharing === 'auto' ? values.FIGMA_APP_KIND === 'private' : sharing === 'on',
  };
}

/** A logger that is handed the whole object prints a word instead of every secret. Spreading it leaves the guard behind. */
function hideFromLogs(config: Config): Config {
  const hidden = { value: () => '[Config]', enumerable: false };
  return Object.defineProperties(config, { toJSON: hidden, [inspect.custom]: hidden });
}

/** `Object.freeze` throws for the bytes of a Buffer, so those stay as they are. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}

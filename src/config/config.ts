export type NodeEnv = 'development' | 'production' | 'test';

/** One entry of `TOKEN_ENCRYPTION_KEYS`: `key` is exactly 32 bytes (AES-256). */
export interface EncryptionKey {
  readonly kid: string;
  readonly key: Buffer;
}

/** How incoming JWTs are verified: HS256 with a shared secret, or asymmetrically by a JWK set or one SPKI PEM key. */
export type JwtMode =
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'jwks'; readonly url: string }
  | { readonly kind: 'public-key'; readonly pem: string };

export interface ProviderSettings {
  /** Null means "not configured": the service runs and the provider's routes say so. */
  readonly credentials: { readonly clientId: string; readonly clientSecret: string } | null;
  /** Exactly as set: providers compare redirect URIs character by character. */
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  /** Base URLs without a trailing slash; they may have a path, as in `https://slack.com/api`. */
  readonly webUrl: string;
  readonly apiUrl: string;
}

export interface FigmaSettings extends ProviderSettings {
  readonly appKind: 'private' | 'public';
  readonly teamIds: readonly string[];
  /** All are accepted, so that a secret can be replaced without losing deliveries. */
  readonly webhookSecrets: readonly string[];
  /** Lower-case `host`, `host:port`, `*.host` or `*.host:port`. Plain http is for loopback hosts only. */
  readonly assetHosts: readonly string[];
  readonly cacheTtlSeconds: number;
  readonly accessTtlSeconds: number;
  /** `FIGMA_CACHE_SHARING` with `auto` already decided by the kind of app. */
  readonly cacheSharing: boolean;
}

/**
 * Every setting of the service, read once at boot; see `docs/configuration.md`. The class is the injection token, the
 * value comes from `loadConfig` and is frozen in depth (only the bytes of a `Buffer` cannot be frozen).
 */
export abstract class Config {
  abstract readonly nodeEnv: NodeEnv;
  abstract readonly host: string;
  /** 0 takes any free port. */
  abstract readonly port: number;
  /** An origin, without a trailing slash. */
  abstract readonly publicUrl: string;
  /** An origin, without a trailing slash. */
  abstract readonly appUrl: string;
  /** An absolute path on `appUrl`. */
  abstract readonly appReturnPath: string;
  abstract readonly corsOrigins: readonly string[];
  /** Addresses and CIDRs. Empty: no proxy is trusted. */
  abstract readonly trustProxy: readonly string[];
  /** Null: the embedded PostgreSQL under `dataDir`. */
  abstract readonly databaseUrl: string | null;
  /** All connections of this process together. */
  abstract readonly databasePoolSize: number;
  /** Null: in-process, for one instance. */
  abstract readonly redisUrl: string | null;
  /** An absolute path. */
  abstract readonly dataDir: string;
  abstract readonly jwt: JwtMode;
  abstract readonly jwtIssuer: string | null;
  abstract readonly jwtAudience: string | null;
  /** At least one. The first writes, all read. */
  abstract readonly encryptionKeys: readonly EncryptionKey[];
  abstract readonly figma: FigmaSettings;
  abstract readonly github: ProviderSettings;
  abstract readonly slack: ProviderSettings;
  abstract readonly browserBinding: 'auto' | 'always' | 'off';
  abstract readonly stateTtlSeconds: number;
  /** Requests a minute for every per-user and callback class; null: each class keeps its own default. */
  abstract readonly throttleLimit: number | null;
  /** Null: the admin routes do not exist. */
  abstract readonly adminToken: string | null;
  abstract readonly docsEnabled: boolean;
  /** Null: `/metrics` answers loopback peers only. */
  abstract readonly metricsToken: string | null;
  abstract readonly sentryDsn: string | null;
  /** A pino level. */
  abstract readonly logLevel: string;
}

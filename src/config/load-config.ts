import { resolve } from 'node:path';
import { buildConfig } from './build-config.js';
import type { Config } from './config.js';
import { crossCheck, hasJwtMode, isProduction } from './cross-checks.js';
import { DevelopmentSecretsError, findDevelopmentSecrets, loadDevelopmentSecrets } from './development-secrets.js';
import type { DevelopmentSecrets } from './development-secrets.js';
import { warnAboutNearNames } from './near-names.js';
import { ConfigError } from './problems.js';
import type { Environment } from './raw-values.js';
import { Resolution } from './resolve.js';

export interface LoadedConfig {
  readonly config: Config;
  /** Lines for the operator, without values of secrets. They do not keep the service from starting. */
  readonly warnings: string[];
}

/**
 * Reads all settings from `env`, which is usually `process.env`. Outside production it generates missing secrets into
 * `DATA_DIR`, once; the warnings say so.
 *
 * @throws ConfigError with every problem at once
 */
export function loadConfig(env: Environment): LoadedConfig {
  const resolution = resolveAll(env, loadDevelopmentSecrets);
  if (resolution.problems.length > 0) throw new ConfigError(resolution.problems);
  return { config: buildConfig(resolution.values()), warnings: resolution.warnings };
}

/** As `loadConfig`, without throwing and without writing to the disk: secrets that would be generated stay unset. */
export function inspectConfig(env: Environment): Resolution {
  return resolveAll(env, findDevelopmentSecrets);
}

type SecretsSource = (dataDir: string) => DevelopmentSecrets | null;

function resolveAll(env: Environment, secretsOf: SecretsSource): Resolution {
  const resolution = new Resolution(env);
  crossCheck(resolution);
  if (!isProduction(resolution)) fillMissingSecrets(resolution, secretsOf);
  resolution.warnings.push(...warnAboutNearNames(env));
  return resolution;
}

function fillMissingSecrets(resolution: Resolution, secretsOf: SecretsSource): void {
  const needsJwt = !hasJwtMode(resolution);
  const needsKeys = !resolution.isSet('TOKEN_ENCRYPTION_KEYS');
  const dataDir = resolution.value('DATA_DIR');
  if (dataDir === undefined || !(needsJwt || needsKeys)) return;
  const secrets = tryLoad(resolution, () => secretsOf(resolve(dataDir)));
  if (!secrets) return;
  if (needsJwt) resolution.generated('JWT_SECRET', secrets.jwtSecret, secrets.file);
  if (needsKeys) resolution.generated('TOKEN_ENCRYPTION_KEYS', secrets.tokenEncryptionKeys, secrets.file);
  announce(resolution, secrets, [needsJwt ? ['JWT_SECRET'] : [], needsKeys ? ['TOKEN_ENCRYPTION_KEYS'] : []].flat());
}

function tryLoad(resolution: Resolution, load: () => DevelopmentSecrets | null): DevelopmentSecrets | null {
  try {
    return load();
  } catch (error) {
    if (!(error instanceof DevelopmentSecretsError)) throw error;
    resolution.problem('DATA_DIR', error.message);
    return null;
  }
}

function announce(resolution: Resolution, secrets: DevelopmentSecrets, names: string[]): void {
  const verb = secrets.created ? 'generated for development in' : 'not set, using the development secrets in';
  resolution.warn(names.join(', '), `${verb} ${secrets.file}`);
  if (secrets.wasExposed) {
    resolution.warn('DATA_DIR', 'held a secrets.json that other users could read; its mode is 0600 now');
  }
}

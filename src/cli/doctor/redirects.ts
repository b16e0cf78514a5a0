import type { Config } from '../../config/config.js';
import { type Finding, failed, ok, skipped } from './finding.js';

const check = 'redirect URIs';
const providers = ['figma', 'github', 'slack'] as const;

/** Providers compare redirect URIs character by character, and only one path of this service answers them. */
export function checkRedirects(config: Config): Finding[] {
  return providers.map((provider) => checkRedirect(config, provider));
}

function checkRedirect(config: Config, provider: (typeof providers)[number]): Finding {
  const { credentials, redirectUri } = config[provider];
  if (credentials === null) return skipped(check, `${provider} is not configured`);
  const expected = `${config.publicUrl}/api/integrations/${provider}/callback`;
  const variable = `${provider.toUpperCase()}_REDIRECT_URI`;
  if (redirectUri === expected) return ok(check, `${provider}: must be registered as exactly ${redirectUri}`);
  return failed(
    check,
    `${provider}: ${redirectUri} is not where this service answers`,
    `set ${variable} to ${expected}, or PUBLIC_URL to the origin that browsers use, and register the same address at the provider`,
  );
}

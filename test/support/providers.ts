import 'reflect-metadata';
import { loadConfig } from '../../src/config/load-config.js';
import { OutboundHttp } from '../../src/platform/http/outbound-http.js';
import { LogService } from '../../src/platform/logging/log.service.js';
import { OAuthClient } from '../../src/providers/oauth.client.js';
import { ProviderCallError } from '../../src/providers/providers.errors.js';
import { type ConfiguredProvider, ProvidersService } from '../../src/providers/providers.service.js';
import { jwtSecret } from './jwt.js';
import { ScriptedProvider } from './scripted-provider.js';
import { client, newKey } from './vault.js';

export interface Wire {
  readonly oauth: OAuthClient;
  readonly provider: ScriptedProvider;
  /** As this deployment configured it. */
  configured(name?: string): ConfiguredProvider;
  close(): Promise<void>;
}

/** The OAuth client as it is in the service, without the service, and the provider that it talks to. */
export async function startWire(): Promise<Wire> {
  const provider = await ScriptedProvider.start();
  const http = new OutboundHttp();
  const { config } = loadConfig(environmentFor(provider));
  const providers = new ProvidersService(config, new LogService('silent'));
  return {
    oauth: new OAuthClient(http),
    provider,
    configured: (name = 'figma') => providers.getConfigured(name),
    close: async () => {
      await http.onApplicationShutdown();
      await provider.close();
    },
  };
}

function environmentFor({ url }: ScriptedProvider): Record<string, string> {
  const names = ['FIGMA', 'GITHUB', 'SLACK'];
  const settings = names.flatMap((name) => [
    [`${name}_CLIENT_ID`, client.id],
    [`${name}_CLIENT_SECRET`, client.secret],
    [`${name}_WEB_URL`, url],
    [`${name}_API_URL`, url],
  ]);
  return {
    NODE_ENV: 'test',
    JWT_SECRET: jwtSecret,
    TOKEN_ENCRYPTION_KEYS: newKey('t1'),
    ...Object.fromEntries(settings),
  };
}

/** How the call failed; a call that succeeds, or fails in another way, fails the test. */
export async function failureOf(call: Promise<unknown>): Promise<ProviderCallError> {
  const outcome = await call.then(
    (value) => new Error(`The call succeeded: ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
  if (outcome instanceof ProviderCallError) return outcome;
  throw outcome;
}

/** A token endpoint's answer as Figma gives it. */
export const figmaTokens = {
  user_id_string: '1234567890123456789',
  access_token: 'figu_access-1',
  token_type: 'bearer',
  expires_in: 7_776_000,
  refresh_token: 'figur_refresh-1',
};

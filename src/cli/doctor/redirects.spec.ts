import { randomBytes } from 'node:crypto';
import { loadConfig } from '../../config/load-config.js';
import type { Finding } from './finding.js';
import { checkRedirects } from './redirects.js';

function check(env: Record<string, string>): Finding[] {
  const keys = `t1:${randomBytes(32).toString('base64')}`;
  const secrets = { JWT_SECRET: 'a secret for tests that is long enough, 0123456789', TOKEN_ENCRYPTION_KEYS: keys };
  const figma = { FIGMA_CLIENT_ID: 'a', FIGMA_CLIENT_SECRET: 'b', PUBLIC_URL: 'https://figbridge.example.com' };
  return checkRedirects(loadConfig({ ...secrets, ...figma, ...env }).config);
}

it('tells exactly what to register, and skips providers that are not configured', () => {
  const [figma, github, slack] = check({});
  const uri = 'https://figbridge.example.com/api/integrations/figma/callback';
  expect(figma).toMatchObject({ state: 'ok', message: expect.stringContaining(uri) });
  expect([github, slack]).toMatchObject([{ state: 'skipped' }, { state: 'skipped' }]);
});

it.each([
  'https://other.example.com/api/integrations/figma/callback',
  'https://figbridge.example.com/api/integrations/figma/callback/',
  'https://figbridge.example.com/callback',
])('fails for a redirect URI that does not lead here: %s', (uri) => {
  const [figma] = check({ FIGMA_REDIRECT_URI: uri });
  expect(figma).toMatchObject({ state: 'failed', fix: expect.stringContaining('FIGMA_REDIRECT_URI') });
});

import { isRecord, textOrNull, type ProviderDefinition } from './provider.js';

/** https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps */
export const github: ProviderDefinition = {
  name: 'github',
  displayName: 'GitHub',
  settings: (config) => config.github,
  endpoints: ({ webUrl, apiUrl }) => ({
    authorization: new URL(`${webUrl}/login/oauth/authorize`),
    token: new URL(`${webUrl}/login/oauth/access_token`),
    refresh: [new URL(`${webUrl}/login/oauth/access_token`)],
    account: new URL(`${apiUrl}/user`),
    // Sent as `iss` since 2026, though not by every GitHub Enterprise Server.
    issuer: `${webUrl}/login/oauth`,
  }),
  clientAuthentication: 'post',
  oneLiveTokenPerAccount: false,
  // GitHub refuses with status 200 and an `error` member, and has a word of its own for a wrong client secret.
  normaliseTokenResponse: (body) =>
    body.error === 'incorrect_client_credentials' ? { error: 'invalid_client' } : body,
  parseAccount: (body) => {
    if (!isRecord(body) || !Number.isSafeInteger(body.id)) return null;
    const email = textOrNull(body.email);
    const handle = textOrNull(body.login);
    const metadata = { handle, avatarUrl: textOrNull(body.avatar_url) };
    return { id: String(body.id), username: email ?? handle, email, metadata };
  },
};

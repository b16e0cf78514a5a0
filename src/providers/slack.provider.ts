import { isRecord, textOrNull, type ProviderDefinition } from './provider.js';

/** https://docs.slack.dev/authentication/installing-with-oauth: user tokens are asked for by `user_scope`. */
export const slack: ProviderDefinition = {
  name: 'slack',
  displayName: 'Slack',
  settings: (config) => config.slack,
  endpoints: ({ webUrl, apiUrl }) => ({
    authorization: new URL(`${webUrl}/oauth/v2/authorize`),
    token: new URL(`${apiUrl}/oauth.v2.access`),
    refresh: [new URL(`${apiUrl}/oauth.v2.access`)],
    account: new URL(`${apiUrl}/auth.test`),
  }),
  authorizationParameters: (scopes) => ({ user_scope: scopes.join(','), scope: '' }),
  clientAuthentication: 'basic',
  oneLiveTokenPerAccount: true,
  // Slack says `ok: false` with status 200, and puts the user's token into `authed_user`.
  normaliseTokenResponse: (body) => {
    if (body.ok !== true) return { error: textOrNull(body.error) ?? 'invalid_response' };
    return isRecord(body.authed_user) ? { ...body.authed_user, token_type: 'bearer' } : body;
  },
  parseAccount: (body) => {
    if (!isRecord(body) || body.ok !== true) return null;
    const user = textOrNull(body.user_id);
    const team = textOrNull(body.team_id);
    if (user === null || team === null) return null;
    const handle = textOrNull(body.user);
    return { id: `${team}.${user}`, username: handle, email: null, metadata: { handle, avatarUrl: null } };
  },
};

import { idOrNull, isRecord, textOrNull, type ProviderDefinition } from './provider.js';

const refusedClient = ['invalid_client_id', 'bad_client_secret'];
const refusedGrant = [
  'invalid_code',
  'code_expired',
  'code_already_used',
  'invalid_refresh_token',
  'token_expired',
  'token_revoked',
  'account_inactive',
];

/** The errors of https://docs.slack.dev/reference/methods/oauth.v2.access in the words of RFC 6749; an unknown one condemns nobody. */
function refusalOf(error: unknown): string {
  if (typeof error !== 'string') return 'temporarily_unavailable';
  if (refusedClient.includes(error)) return 'invalid_client';
  return refusedGrant.includes(error) ? 'invalid_grant' : 'temporarily_unavailable';
}

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
  // Slack says `ok: false` with status 200, puts the user's token into `authed_user` when a code is exchanged and at the
  // top when a token is refreshed, and calls its type `user`.
  normaliseTokenResponse: (body) => {
    if (body.ok !== true) return { error: refusalOf(body.error) };
    const { authed_user: user } = body;
    return { ...(isRecord(user) && user.access_token !== undefined ? user : body), token_type: 'bearer' };
  },
  parseAccount: (body) => {
    if (!isRecord(body) || body.ok !== true) return null;
    const user = idOrNull(body.user_id);
    const team = idOrNull(body.team_id);
    if (user === null || team === null) return null;
    const handle = textOrNull(body.user);
    return { id: `${team}.${user}`, username: handle, email: null, metadata: { handle, avatarUrl: null } };
  },
};

// oidc-provider in a process of its own: Jest would turn its modules into CommonJS, and its imports form a circle that
// does not survive that. Says its address and everything that happens to its tokens over the process channel.
import { createServer } from 'node:http';
import { once } from 'node:events';
import Provider from 'oidc-provider';

const client = JSON.parse(process.argv[2]);
const server = createServer();
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [{ ...client, grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] }],
  pkce: { required: () => true },
  rotateRefreshToken: true,
  issueRefreshToken: () => true,
  ttl: {
    AccessToken: 3600,
    AuthorizationCode: 60,
    Grant: 3600,
    IdToken: 3600,
    Interaction: 3600,
    RefreshToken: 3600,
    Session: 3600,
  },
  cookies: { keys: ['a key of the tests'] },
  features: { devInteractions: { enabled: false } },
  // Whoever is asked consents at once, and is whom the `login_hint` names.
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  loadExistingGrant: async ({ oidc }) => {
    const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope(oidc.params.scope);
    await grant.save();
    return grant;
  },
});

for (const event of ['grant.success', 'grant.error', 'grant.revoked', 'refresh_token.consumed'])
  provider.on(event, () => process.send({ event }));

const answer = provider.callback();
server.on('request', async (request, response) => {
  if (!request.url.startsWith('/interaction/')) return answer(request, response);
  const { params } = await provider.interactionDetails(request, response);
  await provider.interactionFinished(request, response, { login: { accountId: params.login_hint ?? 'somebody' } });
});

process.on('message', (message) => process.send({ event: message }));
process.on('disconnect', () => process.exit(0));
process.send({ event: 'listening', issuer });

import { createHash } from 'node:crypto';
import { figmaTokens, startWire, type Wire } from '../support/providers.js';
import { json } from '../support/scripted-provider.js';
import { client } from '../support/vault.js';

let wire: Wire;
beforeAll(async () => (wire = await startWire()));
afterAll(() => wire.close());
afterEach(() => wire.provider.finish());

const basic = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`;
// RFC 7636 appendix B.
const codeVerifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const codeChallenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
const redirectUri = 'https://figbridge.example/api/integrations/figma/callback';
const exchange = { code: 'a code/with+specials&=', codeVerifier, redirectUri };

describe('authorizationUrl', () => {
  const request = { state: 'a-state', codeVerifier, redirectUri, scopes: ['current_user:read', 'file_content:read'] };

  it('has exactly the parameters of RFC 6749 §4.1.1 and the S256 challenge of RFC 7636 appendix B', async () => {
    const url = new URL(await wire.oauth.authorizationUrl(wire.configured(), request));
    expect(url.origin + url.pathname).toBe(`${wire.provider.url}/oauth`);
    expect([...url.searchParams]).toEqual([
      ['client_id', client.id],
      ['redirect_uri', redirectUri],
      ['response_type', 'code'],
      ['scope', 'current_user:read file_content:read'],
      ['state', 'a-state'],
      ['code_challenge', codeChallenge],
      ['code_challenge_method', 'S256'],
    ]);
    expect(createHash('sha256').update(codeVerifier).digest('base64url')).toBe(codeChallenge);
  });

  it('asks GitHub at its own path with the same parameters', async () => {
    const url = new URL(await wire.oauth.authorizationUrl(wire.configured('github'), { ...request, scopes: ['repo'] }));
    expect(url.pathname).toBe('/login/oauth/authorize');
    expect(url.searchParams.get('scope')).toBe('repo');
    expect(url.searchParams.get('code_challenge')).toBe(codeChallenge);
  });

  it('asks Slack for a user token, with comma-separated user scopes and no bot scope', async () => {
    const url = new URL(
      await wire.oauth.authorizationUrl(wire.configured('slack'), { ...request, scopes: ['a', 'b'] }),
    );
    expect(url.pathname).toBe('/oauth/v2/authorize');
    expect(url.searchParams.get('user_scope')).toBe('a,b');
    expect(url.searchParams.has('scope')).toBe(false);
  });
});

describe('exchangeCode', () => {
  it('posts the form of RFC 6749 §4.1.3 with the verifier, and proves the client by Basic with id and secret as they are', async () => {
    wire.provider.answer(json(200, figmaTokens));
    const tokens = await wire.oauth.exchangeCode(wire.configured(), exchange);
    expect(tokens).toEqual({
      accessToken: figmaTokens.access_token,
      refreshToken: figmaTokens.refresh_token,
      expiresIn: figmaTokens.expires_in,
      scopes: null,
    });
    const [request] = wire.provider.requests;
    expect(wire.provider.paths).toEqual(['POST /v1/oauth/token']);
    expect(request!.headers.authorization).toBe(basic);
    expect(request!.headers['content-type']).toBe('application/x-www-form-urlencoded;charset=UTF-8');
    expect(request!.headers.accept).toBe('application/json');
    expect(request!.headers['user-agent']).toBe('figbridge');
    expect(request!.headers.cookie).toBeUndefined();
    expect(request!.form).toEqual({
      grant_type: 'authorization_code',
      code: exchange.code,
      code_verifier: codeVerifier,
      redirect_uri: redirectUri,
    });
  });

  it('sends a client secret to GitHub in the body, and in no header', async () => {
    wire.provider.answer(json(200, { access_token: 'gho_1', token_type: 'bearer', scope: 'repo,gist' }));
    const tokens = await wire.oauth.exchangeCode(wire.configured('github'), exchange);
    expect(tokens).toEqual({ accessToken: 'gho_1', refreshToken: null, expiresIn: null, scopes: ['repo', 'gist'] });
    const [request] = wire.provider.requests;
    expect(wire.provider.paths).toEqual(['POST /login/oauth/access_token']);
    expect(request!.headers.authorization).toBeUndefined();
    expect(request!.form).toMatchObject({ client_id: client.id, client_secret: client.secret, code: exchange.code });
  });

  it("takes the user's token out of Slack's answer and leaves the bot's", async () => {
    const authed_user = { id: 'U1', scope: 'chat:write,users:read', access_token: 'xoxp-1', token_type: 'user' };
    wire.provider.answer(json(200, { ok: true, access_token: 'xoxb-1', token_type: 'bot', authed_user }));
    const tokens = await wire.oauth.exchangeCode(wire.configured('slack'), exchange);
    expect(tokens).toMatchObject({ accessToken: 'xoxp-1', scopes: ['chat:write', 'users:read'] });
    expect(wire.provider.paths).toEqual(['POST /oauth.v2.access']);
    expect(wire.provider.requests[0]!.headers.authorization).toBe(basic);
  });
});

describe('refresh', () => {
  it('posts the form of RFC 6749 §6 to the refresh endpoint first', async () => {
    const { refresh_token: _, ...withoutRefreshToken } = figmaTokens;
    wire.provider.answer(json(200, withoutRefreshToken));
    const tokens = await wire.oauth.refresh(wire.configured(), 'a refresh/token+', 5_000);
    expect(tokens).toMatchObject({ accessToken: figmaTokens.access_token, refreshToken: null });
    const [request] = wire.provider.requests;
    expect(wire.provider.paths).toEqual(['POST /v1/oauth/refresh']);
    expect(request!.headers.authorization).toBe(basic);
    expect(request!.form).toEqual({ grant_type: 'refresh_token', refresh_token: 'a refresh/token+' });
  });

  it.each([404, 405])('tries the token endpoint with the same form after a %i', async (status) => {
    wire.provider.answer(json(status, { error: true, status }), json(200, figmaTokens));
    const tokens = await wire.oauth.refresh(wire.configured(), 'refresh-1', 5_000);
    expect(tokens.refreshToken).toBe(figmaTokens.refresh_token);
    expect(wire.provider.paths).toEqual(['POST /v1/oauth/refresh', 'POST /v1/oauth/token']);
    const [first, second] = wire.provider.requests;
    expect(second!.form).toEqual(first!.form);
    expect(second!.headers.authorization).toBe(basic);
  });

  it("reads Slack's answer to a refresh, which has the user's token at the top", async () => {
    const answer = {
      ok: true,
      access_token: 'xoxe.xoxp-2',
      refresh_token: 'xoxe-2',
      token_type: 'user',
      expires_in: 43_200,
    };
    wire.provider.answer(json(200, answer));
    const tokens = await wire.oauth.refresh(wire.configured('slack'), 'xoxe-1', 5_000);
    expect(tokens).toEqual({ accessToken: 'xoxe.xoxp-2', refreshToken: 'xoxe-2', expiresIn: 43_200, scopes: null });
  });
});

describe('account', () => {
  it('asks with the access token in the Authorization header and nowhere else', async () => {
    wire.provider.answer(
      json(200, { id: '42', email: 'ana@example.com', handle: 'Ana', img_url: 'https://i.example/a.png' }),
    );
    const account = await wire.oauth.account(wire.configured(), 'figu_access-1');
    expect(account).toEqual({
      id: '42',
      username: 'ana@example.com',
      email: 'ana@example.com',
      metadata: { handle: 'Ana', avatarUrl: 'https://i.example/a.png' },
    });
    const [request] = wire.provider.requests;
    expect(wire.provider.paths).toEqual(['GET /v1/me']);
    expect(request!.headers.authorization).toBe('Bearer figu_access-1');
    expect(request!.headers['x-figma-token']).toBeUndefined();
    expect(request!.body).toBe('');
  });
});

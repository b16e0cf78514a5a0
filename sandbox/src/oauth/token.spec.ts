import { createHash } from 'node:crypto';
import { createFigmaSandbox } from '../sandbox.js';
import type { FigmaSandbox } from '../sandbox.js';
import { basic, codeFor, DEMO, exchange, postForm, REDIRECT_URI, RestClient } from '../testing/client.js';

/** RFC 7636, appendix B. */
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

const refusal = (message: string, status = 400) => ({ error: true, status, message, i18n: null });

describe('tokens', () => {
  let sandbox: FigmaSandbox;
  const refresh = (token: string, headers = basic()) =>
    postForm(sandbox, '/v1/oauth/refresh', { refresh_token: token }, headers);
  const me = async (token: string) =>
    (await fetch(`${sandbox.apiUrl}/v1/me`, { headers: { authorization: `Bearer ${token}` } })).status;

  beforeAll(async () => (sandbox = await createFigmaSandbox()));
  beforeEach(() => {
    sandbox.reset();
  });
  afterAll(() => sandbox.close());

  describe('exchange of a code', () => {
    it('answers Figma’s fields: the user id as text and as a number beyond 2^53, no scope', async () => {
      const form = new URLSearchParams({
        grant_type: 'authorization_code',
        code: await codeFor(sandbox, 'ines'),
        redirect_uri: REDIRECT_URI,
      });
      const response = await fetch(`${sandbox.apiUrl}/v1/oauth/token`, {
        method: 'POST',
        headers: basic(),
        body: form,
      });
      const text = await response.text();
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(JSON.parse(text)).toEqual({
        user_id_string: '1157846312094478201',
        access_token: expect.stringMatching(/^figu_[\w-]{40}$/),
        token_type: 'bearer',
        expires_in: 7_776_000,
        refresh_token: expect.any(String),
        user_id: expect.any(Number),
      });
      expect(text).toContain('"user_id":1157846312094478201}');
      expect(Number.isSafeInteger(JSON.parse(text).user_id)).toBe(false);
    });

    it('takes the parameters from the query with an empty body', async () => {
      const query = new URLSearchParams({
        grant_type: 'authorization_code',
        code: await codeFor(sandbox, 'ines'),
        redirect_uri: REDIRECT_URI,
      });
      const response = await fetch(`${sandbox.apiUrl}/v1/oauth/token?${query.toString()}`, {
        method: 'POST',
        headers: basic(),
      });
      expect(response.status).toBe(200);
    });

    it('takes client credentials from the body', async () => {
      const form = {
        grant_type: 'authorization_code',
        redirect_uri: REDIRECT_URI,
        client_id: DEMO.clientId,
        client_secret: DEMO.clientSecret,
      };
      expect(
        (await postForm(sandbox, '/v1/oauth/token', { ...form, code: await codeFor(sandbox, 'ines') }, {})).status,
      ).toBe(200);
    });

    it('decodes form-encoded Basic credentials (RFC 6749 §2.3.1)', async () => {
      const [clientId, clientSecret] = ['a:b', 'p%s+ é'];
      sandbox.state.addApp({
        clientId,
        clientSecret,
        kind: 'public',
        redirectUris: [REDIRECT_URI],
        scopes: ['current_user:read'],
      });
      const code = await codeFor(sandbox, 'ines', { client_id: clientId, scope: 'current_user:read' });
      const headers = basic({ clientId: encodeURIComponent(clientId), clientSecret: encodeURIComponent(clientSecret) });
      const form = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI };
      expect((await postForm(sandbox, '/v1/oauth/token', form, headers)).status).toBe(200);
    });

    it('works once', async () => {
      const code = await codeFor(sandbox, 'ines');
      const answers = await Promise.all(Array.from({ length: 5 }, () => exchange(sandbox, code)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400]);
      expect(answers.at(-1)!.body).toEqual(refusal('Invalid authorization code'));
    });

    it('works for 30 seconds', async () => {
      const [inTime, late] = [await codeFor(sandbox, 'ines'), await codeFor(sandbox, 'mateo')];
      sandbox.clock.advance(29_000);
      expect((await exchange(sandbox, inTime)).status).toBe(200);
      sandbox.clock.advance(1_000);
      expect((await exchange(sandbox, late)).body).toEqual(refusal('Invalid authorization code'));
    });

    it('is bound to the redirect URI, and spent by the wrong one', async () => {
      const code = await codeFor(sandbox, 'ines');
      const other = 'http://127.0.0.1:3000/api/integrations/figma/callback';
      expect((await exchange(sandbox, code, { redirect_uri: other })).status).toBe(400);
      expect((await exchange(sandbox, code)).status).toBe(400);
    });

    it('is bound to the client, and not spent by another one', async () => {
      const code = await codeFor(sandbox, 'ines');
      const form = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI };
      const stranger = basic({ clientId: 'figbridge-public', clientSecret: 'figbridge-public-secret' });
      expect((await postForm(sandbox, '/v1/oauth/token', form, stranger)).status).toBe(400);
      expect((await exchange(sandbox, code)).status).toBe(200);
    });

    it.each(['grant_type', 'code', 'redirect_uri'])('says when %s is missing', async (name) => {
      const form = { grant_type: 'authorization_code', code: 'x', redirect_uri: REDIRECT_URI, [name]: '' };
      expect((await postForm(sandbox, '/v1/oauth/token', form)).body).toEqual(refusal(`Parameter ${name} is required`));
    });

    it('refuses other grant types', async () => {
      expect((await postForm(sandbox, '/v1/oauth/token', { grant_type: 'password' })).body).toEqual(
        refusal('Invalid grant type'),
      );
    });

    it.each([
      ['no credentials', {}, 400],
      ['an unknown client', basic({ clientId: 'nobody', clientSecret: DEMO.clientSecret }), 401],
      ['a wrong secret', basic({ clientId: DEMO.clientId, clientSecret: 'figbridge-demo-secreT' }), 401],
      ['an empty secret', basic({ clientId: DEMO.clientId, clientSecret: '' }), 401],
      ['Basic without a colon', { authorization: `Basic ${Buffer.from(DEMO.clientId).toString('base64')}` }, 401],
    ])('refuses %s and leaves the code alone', async (_what, headers, status) => {
      const code = await codeFor(sandbox, 'ines');
      const form = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI };
      expect((await postForm(sandbox, '/v1/oauth/token', form, headers)).status).toBe(status);
      expect((await exchange(sandbox, code)).status).toBe(200);
    });
  });

  describe('PKCE', () => {
    const pkce = { code_challenge: CHALLENGE, code_challenge_method: 'S256' };

    it('accepts the verifier of the challenge (RFC 7636 appendix B)', async () => {
      expect(createHash('sha256').update(VERIFIER).digest('base64url')).toBe(CHALLENGE);
      const code = await codeFor(sandbox, 'ines', pkce);
      expect((await exchange(sandbox, code, { code_verifier: VERIFIER })).status).toBe(200);
    });

    it.each([{ code_verifier: `${VERIFIER}x` }, { code_verifier: CHALLENGE }, {}])(
      'refuses %j for a code with a challenge',
      async (sent) => {
        const code = await codeFor(sandbox, 'ines', pkce);
        expect((await exchange(sandbox, code, sent as Record<string, string>)).body).toEqual(
          refusal('Invalid code verifier'),
        );
      },
    );

    it('refuses a verifier for a code without a challenge', async () => {
      const code = await codeFor(sandbox, 'ines');
      expect((await exchange(sandbox, code, { code_verifier: VERIFIER })).body).toEqual(
        refusal('Invalid code verifier'),
      );
    });
  });

  describe('refresh', () => {
    const signIn = async () => (await RestClient.signIn(sandbox, 'ines')).grant;

    it.each(['/v1/oauth/refresh', '/v1/oauth/token'])(
      'works at %s, repeats no refresh token and ends the token before',
      async (path) => {
        const grant = await signIn();
        const form = { grant_type: 'refresh_token', refresh_token: grant.refresh_token };
        const { body } = await postForm(sandbox, path, form);
        expect(body).toEqual({
          access_token: expect.stringMatching(/^figu_/),
          token_type: 'bearer',
          expires_in: 7_776_000,
        });
        expect(body.access_token).not.toBe(grant.access_token);
        expect([await me(grant.access_token), await me(body.access_token)]).toEqual([403, 200]);
      },
    );

    it('works again and again with the same refresh token, one live access token at a time', async () => {
      const grant = await signIn();
      const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(grant.refresh_token)));
      const statuses = await Promise.all(answers.map(({ body }) => me(body.access_token)));
      expect(statuses.filter((status) => status === 200)).toHaveLength(1);
      expect(sandbox.state.grants.liveAccessTokens()).toHaveLength(1);
    });

    it('works after the access token expired, by time or by order', async () => {
      const grant = await signIn();
      sandbox.clock.advance(7_776_000_000);
      expect(await me(grant.access_token)).toBe(403);
      const renewed = (await refresh(grant.refresh_token)).body;
      expect(await me(renewed.access_token)).toBe(200);
      sandbox.state.expireAccessTokens();
      expect(await me(renewed.access_token)).toBe(403);
      expect((await refresh(grant.refresh_token)).status).toBe(200);
    });

    it('keeps the scopes of the consent it came from', async () => {
      const { grant } = await RestClient.signIn(sandbox, 'ines', 'current_user:read');
      const { access_token: token } = (await refresh(grant.refresh_token)).body;
      expect(sandbox.state.grants.findAccessToken(token)?.scopes).toEqual(['current_user:read']);
    });

    it('refuses unknown tokens, other clients’ tokens and revoked ones', async () => {
      const grant = await signIn();
      const stranger = basic({ clientId: 'figbridge-public', clientSecret: 'figbridge-public-secret' });
      expect((await refresh('figur_x')).body).toEqual(refusal('Invalid refresh token'));
      expect((await refresh(grant.refresh_token, stranger)).status).toBe(400);
      sandbox.state.revokeTokens('ines', DEMO.clientId);
      expect((await refresh(grant.refresh_token)).status).toBe(400);
    });

    it('leaves other users’ tokens alone', async () => {
      const [ines, mateo] = [await signIn(), (await RestClient.signIn(sandbox, 'mateo')).grant];
      await refresh(ines.refresh_token);
      expect(await me(mateo.access_token)).toBe(200);
    });

    it('uses the lifetime that the app has', async () => {
      sandbox.state.app(DEMO.clientId).accessTokenLifetimeSeconds = 60;
      const grant = await signIn();
      expect(grant.expires_in).toBe(60);
      sandbox.clock.advance(59_000);
      expect(await me(grant.access_token)).toBe(200);
      sandbox.clock.advance(1_000);
      expect(await me(grant.access_token)).toBe(403);
    });
  });

  it('has nothing at the address of before 2025 but a hint', async () => {
    const response = await fetch(`${sandbox.webUrl}/api/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ code: 'x' }),
    });
    const body = await response.json();
    expect([response.status, body]).toEqual([
      404,
      expect.objectContaining({ error: true, status: 404, i18n: 'error.not_found' }),
    ]);
  });
});

import { startApp, type TestApp } from '../support/app.js';
import { browserHeaders, callBack, consentedFlow, tokenCalls } from '../support/flows.js';
import { smallTeam } from '../support/team-seed.js';

const tokenEndpoint = 'POST /v1/oauth/token';
const tokens = { access_token: 'scripted-access', token_type: 'bearer', expires_in: 3600, refresh_token: 'scripted' };
const without = (name: keyof typeof tokens) =>
  Object.fromEntries(Object.entries(tokens).filter(([key]) => key !== name));
const raw = (body: string, type = 'application/json') => ({ status: 200, body, headers: { 'content-type': type } });

describe('exchanging the code', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ seed: smallTeam });
    await app.connect('settled');
  });
  afterAll(() => app.close());
  beforeEach(() => app.sandbox.calls.clear());
  afterEach(() => app.sandbox.faults.reset());

  const rowOf = (user: string) =>
    app.database.query(`SELECT t.* FROM oauth_tokens t JOIN users u ON u.id = t.user_id WHERE u.email = $1`, [
      `${user}@example.com`,
    ]);

  /** A new user and one who is connected already meet the same answer; nothing may change for either. */
  const expectRefusal = async (
    fault: Parameters<TestApp['sandbox']['faults']['set']>[1],
    code: string,
    route = tokenEndpoint,
  ) => {
    const before = await rowOf('settled');
    for (const user of ['stranger', 'settled']) {
      const { path } = await consentedFlow(app, user);
      app.sandbox.faults.set(route, fault);
      expect(await callBack(app, path)).toMatchObject({ httpStatus: 302, status: 'error', code });
      app.sandbox.faults.reset();
    }
    expect(await rowOf('settled')).toEqual(before);
    expect(await rowOf('stranger')).toEqual([]);
  };

  it.each([
    [400, 'code_rejected'],
    [403, 'code_rejected'],
    [404, 'code_rejected'],
    [401, 'not_configured'],
    [429, 'provider_unavailable'],
    [500, 'provider_unavailable'],
    [503, 'provider_unavailable'],
    [201, 'provider_unavailable'],
    [204, 'provider_unavailable'],
  ])('calls status %d of the token endpoint %s', async (status, code) => {
    await expectRefusal({ status, body: status === 204 ? '' : { error: true, status, message: 'No.' } }, code);
  });

  it.each([
    ['a page with status 400', { status: 400, html: true as const }, 'code_rejected'],
    ['a page with status 200', { status: 200, html: true as const }, 'provider_unavailable'],
    ['a page with status 502', { html: true as const }, 'provider_unavailable'],
    ['a redirect', { redirect: 'http://127.0.0.1:9/elsewhere' }, 'provider_unavailable'],
    ['a reset', { reset: true }, 'provider_unavailable'],
    ['half an answer', { truncate: true as const }, 'provider_unavailable'],
    ['an error with status 200', { status: 200, body: { error: 'invalid_grant' } }, 'provider_unavailable'],
    ['a Boolean error with status 200', { status: 200, body: { error: true } }, 'provider_unavailable'],
    ['no access token', { status: 200, body: without('access_token') }, 'provider_unavailable'],
    ['a number as access token', { status: 200, body: { ...tokens, access_token: 7 } }, 'provider_unavailable'],
    ['an empty access token', { status: 200, body: { ...tokens, access_token: '' } }, 'provider_unavailable'],
    [
      'an access token with a line break',
      { status: 200, body: { ...tokens, access_token: 'a\r\nb' } },
      'provider_unavailable',
    ],
    ['a number as refresh token', { status: 200, body: { ...tokens, refresh_token: 7 } }, 'provider_unavailable'],
    ['no token type', { status: 200, body: without('token_type') }, 'provider_unavailable'],
    ['the token type mac', { status: 200, body: { ...tokens, token_type: 'mac' } }, 'provider_unavailable'],
    ['a lifetime of -1', { status: 200, body: { ...tokens, expires_in: -1 } }, 'provider_unavailable'],
    ['a lifetime of 0', { status: 200, body: { ...tokens, expires_in: 0 } }, 'provider_unavailable'],
    ['a lifetime as text', { status: 200, body: { ...tokens, expires_in: '3600' } }, 'provider_unavailable'],
    ['a lifetime of 1e99', { status: 200, body: { ...tokens, expires_in: 1e99 } }, 'provider_unavailable'],
    ['no lifetime but null', { status: 200, body: { ...tokens, expires_in: null } }, 'provider_unavailable'],
    ['a number as scope', { status: 200, body: { ...tokens, scope: 7 } }, 'provider_unavailable'],
    ['a list', raw('[]'), 'provider_unavailable'],
    ['null', raw('null'), 'provider_unavailable'],
    ['text', raw('"token"'), 'provider_unavailable'],
    ['nothing', raw(''), 'provider_unavailable'],
    ['3 MB', raw(JSON.stringify({ ...tokens, more: 'x'.repeat(3_000_000) })), 'provider_unavailable'],
  ])('changes nothing after %s', async (_, fault, code) => {
    await expectRefusal(fault, code);
    expect(app.sandbox.calls.count({ route: '/v1/me' })).toBe(0);
  });

  it.each([
    ['401', { status: 401 }],
    ['403', { status: 403, body: { status: 403, err: 'Invalid token' } }],
    ['404', { status: 404 }],
    ['429', { status: 429 }],
    ['500', { status: 500 }],
    ['a page', { status: 200, html: true as const }],
    ['nobody', { status: 200, body: {} }],
    ['an id that is a number', { status: 200, body: { id: 5 } }],
    ['a redirect', { redirect: 'http://127.0.0.1:9/' }],
  ])('stores nothing when the account call answers %s', async (_, fault) => {
    await expectRefusal(fault, 'provider_unavailable', '/v1/me');
  });

  it('says loudly in the log when the provider refuses our credentials', async () => {
    const before = app.logs.length;
    await expectRefusal({ status: 401, body: { error: true } }, 'not_configured');
    const loud = app.logs.slice(before).filter((line) => line.includes('"level":"error"'));
    expect(loud.join()).toContain('Figma refused our client credentials');
  });

  it('waits ten seconds for an answer and not longer', async () => {
    const { path } = await consentedFlow(app, 'patient');
    app.sandbox.faults.set(tokenEndpoint, { hang: true });
    const startedAt = performance.now();
    expect(await callBack(app, path)).toMatchObject({ code: 'provider_unavailable' });
    expect(performance.now() - startedAt).toBeLessThan(12_000);
  });

  it.each([
    ['an upper-case token type', { ...tokens, token_type: 'BEARER' }],
    ['no lifetime', without('expires_in')],
    ['no refresh token', without('refresh_token')],
    ['members that nobody knows', { ...tokens, user_id: 1, nonsense: { a: [] } }],
  ])('accepts %s', async (name, body) => {
    const user = name.replaceAll(' ', '-');
    const { path } = await consentedFlow(app, user);
    app.sandbox.faults.set(tokenEndpoint, { status: 200, body });
    app.sandbox.faults.set('/v1/me', { status: 200, body: { id: `account-of-${user}`, email: 'x@y.example' } });
    expect(await callBack(app, path)).toMatchObject({ status: 'success', code: null });
    expect(await rowOf(user)).toMatchObject([{ is_active: true, token_type: 'Bearer' }]);
  });

  it('stores what was granted, and says so when that is less than what was asked for', async () => {
    const { path } = await consentedFlow(app, 'limited');
    app.sandbox.faults.set(tokenEndpoint, { status: 200, body: { ...tokens, scope: 'current_user:read' } });
    app.sandbox.faults.set('/v1/me', { status: 200, body: { id: 'limited', handle: 'L', email: null } });
    expect(await callBack(app, path)).toMatchObject({ status: 'success', code: 'scopes_missing' });
    const { integrations } = await app.json('/api/integrations', { user: 'limited' });
    expect(integrations).toMatchObject([
      { connected: true, scopes: ['current_user:read'], status: 'degraded', statusReason: 'scopes_missing' },
    ]);
  });

  it('asks once, as Figma documents it: Basic credentials, code, verifier, redirect URI', async () => {
    const { path } = await consentedFlow(app, 'documented');
    await callBack(app, path);
    const [call, ...more] = app.sandbox.calls.to(tokenEndpoint);
    expect(more).toEqual([]);
    const basic = Buffer.from('test-client:test-client-secret').toString('base64');
    expect(call!.headers).toMatchObject({
      authorization: `Basic ${basic}`,
      'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
    });
    expect(call!.query).toEqual({});
    expect(call!.body).toEqual({
      grant_type: 'authorization_code',
      code: new URL(path, app.url).searchParams.get('code'),
      redirect_uri: app.config.figma.redirectUri,
      code_verifier: expect.stringMatching(/^[\w~.-]{43,128}$/) as string,
    });
  });

  it('refuses another account while one is connected, and takes it after a disconnect', async () => {
    await app.connect('mover', 'ana');
    const before = await rowOf('mover');
    const other = await consentedFlow(app, 'mover', 'ben');
    expect(await callBack(app, other.path)).toMatchObject({ status: 'error', code: 'account_mismatch' });
    expect(await rowOf('mover')).toEqual(before);
    await app.call('/api/integrations/figma', { method: 'DELETE', user: 'mover' });
    const again = await consentedFlow(app, 'mover', 'ben');
    expect(await callBack(app, again.path)).toMatchObject({ status: 'success' });
    expect(await rowOf('mover')).toMatchObject([{ provider_email: 'ben@studio.example', is_active: true }]);
  });

  it('keeps two users on one account apart', async () => {
    await app.connect('left', 'cleo');
    await app.connect('right', 'cleo');
    await app.call('/api/integrations/figma', { method: 'DELETE', user: 'left' });
    expect(await rowOf('left')).toMatchObject([{ is_active: false, access_token: null, refresh_token: null }]);
    expect(await rowOf('right')).toMatchObject([{ is_active: true }]);
    const me = await app.call('/api/integrations/figma/comments/SmallFileKey0000000001', { user: 'right' });
    expect(me.status).toBe(200);
  });

  it('leaves no sign of a user who declined, and starts again for them', async () => {
    const { path } = await consentedFlow(app, 'decliner');
    // Figma sends no callback after a decline: the first flow just ends, and the second one is a new one.
    const second = await consentedFlow(app, 'decliner');
    expect(tokenCalls(app)).toBe(0);
    expect(await callBack(app, second.path, { ...browserHeaders, cookie: second.cookie })).toMatchObject({
      status: 'success',
    });
    expect(path).not.toBe(second.path);
  });
});

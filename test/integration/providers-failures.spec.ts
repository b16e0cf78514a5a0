import { gzipSync } from 'node:zlib';
import { failureOf, figmaTokens, startWire, type Wire } from '../support/providers.js';
import { type Answer, hang, json, raw, reset, ScriptedProvider } from '../support/scripted-provider.js';

let wire: Wire;
beforeAll(async () => (wire = await startWire()));
afterAll(() => wire.close());
afterEach(() => wire.provider.finish());

const exchange = { code: 'a-code', codeVerifier: 'v'.repeat(43), redirectUri: 'http://localhost/callback' };
const connect = (name?: string) => wire.oauth.exchangeCode(wire.configured(name), exchange);
const refresh = (timeoutMs = 5_000, name?: string) => wire.oauth.refresh(wire.configured(name), 'refresh-1', timeoutMs);
const without = (member: keyof typeof figmaTokens) =>
  Object.fromEntries(Object.entries(figmaTokens).filter(([name]) => name !== member));

describe('a refusal', () => {
  const words = { error: 'invalid_grant', error_description: 'gone' };
  const figmaError = (status: number) =>
    json(status, { error: true, status, message: 'Invalid refresh token', i18n: null });
  const html = (status: number) => raw(status, '<html>no</html>', { 'content-type': 'text/html' });

  const cases: [string, Answer, string][] = [
    ['400 invalid_grant', json(400, words), 'rejected'],
    ['400 with a boolean error', figmaError(400), 'rejected'],
    ['400 with another JSON object', json(400, { message: 'no' }), 'rejected'],
    ['403 with a boolean error', figmaError(403), 'rejected'],
    ['403 invalid_grant', json(403, words), 'rejected'],
    ['400 invalid_client', json(400, { error: 'invalid_client' }), 'client_rejected'],
    ['403 invalid_client', json(403, { error: 'invalid_client' }), 'client_rejected'],
    ['400 unauthorized_client', json(400, { error: 'unauthorized_client' }), 'client_rejected'],
    ['401 invalid_client', json(401, { error: 'invalid_client' }), 'client_rejected'],
    ['401 with a challenge', json(401, {}, { 'www-authenticate': 'Basic realm="x"' }), 'client_rejected'],
    ['401 HTML', html(401), 'client_rejected'],
    ['401 invalid_grant', json(401, words), 'client_rejected'],
    ['400 HTML', html(400), 'unavailable'],
    ['403 HTML, as a firewall sends', html(403), 'unavailable'],
    ['400 with nothing', raw(400, ''), 'unavailable'],
    ['400 with a JSON array', json(400, []), 'unavailable'],
    ['400 with a JSON text', json(400, '"invalid_grant"'), 'unavailable'],
    ['400 with cut JSON', json(400, '{"error":"invalid_gr'), 'unavailable'],
    ['429', json(429, { error: true, status: 429 }, { 'retry-after': '30' }), 'unavailable'],
    ['408', raw(408, ''), 'unavailable'],
    ['500 JSON', json(500, words), 'unavailable'],
    ['500 HTML', html(500), 'unavailable'],
    ['502', html(502), 'unavailable'],
    ['503', html(503), 'unavailable'],
    ['599', raw(599, ''), 'unavailable'],
    ['799, which no standard has', raw(799, '{}'), 'bad_response'],
    ['418', json(418, words), 'bad_response'],
    ['410', json(410, words), 'bad_response'],
  ];

  it.each(cases)('by %s ends a refresh without a second try', async (_, answer, kind) => {
    wire.provider.answer(answer);
    expect((await failureOf(refresh())).kind).toBe(kind);
    expect(wire.provider.paths).toEqual(['POST /v1/oauth/refresh']);
  });

  it.each(cases)('by %s ends a connect in the same way', async (_, answer, kind) => {
    wire.provider.answer(answer);
    expect((await failureOf(connect())).kind).toBe(kind);
  });

  it.each([404, 405])('by %i of every endpoint ends as not found, which condemns nobody', async (status) => {
    wire.provider.answer(json(status, words), json(404, words));
    const failure = await failureOf(refresh());
    expect(failure.kind).toBe('not_found');
    expect(wire.provider.requests).toHaveLength(2);
  });

  it('of the second endpoint is the outcome', async () => {
    wire.provider.answer(json(404, {}), json(400, words));
    expect(await failureOf(refresh())).toMatchObject({ kind: 'rejected', status: 400 });
  });

  it('keeps what the provider said and what we sent out of its message', async () => {
    wire.provider.answer(json(400, { error: 'invalid_grant', error_description: 'refresh-1 is gone' }));
    expect((await failureOf(refresh())).message).toBe('The provider call ended as rejected (400)');
  });
});

describe('GitHub and Slack, which refuse with status 200', () => {
  it.each([
    ['github', { error: 'bad_verification_code', error_description: 'x' }, 'rejected'],
    ['github', { error: 'bad_refresh_token' }, 'rejected'],
    ['github', { error: 'incorrect_client_credentials' }, 'client_rejected'],
    ['slack', { ok: false, error: 'invalid_code' }, 'rejected'],
    ['slack', { ok: false, error: 'invalid_refresh_token' }, 'rejected'],
    ['slack', { ok: false, error: 'token_revoked' }, 'rejected'],
    ['slack', { ok: false, error: 'invalid_client_id' }, 'client_rejected'],
    ['slack', { ok: false, error: 'bad_client_secret' }, 'client_rejected'],
    ['slack', { ok: false, error: 'ratelimited' }, 'unavailable'],
    ['slack', { ok: false, error: 'internal_error' }, 'unavailable'],
    ['slack', { ok: false, error: 'a_word_of_tomorrow' }, 'unavailable'],
    ['slack', { ok: false }, 'unavailable'],
    ['slack', { access_token: 'xoxp-1', token_type: 'user' }, 'unavailable'],
  ])('%s saying %j', async (name, body, kind) => {
    wire.provider.answer(json(200, body), json(200, body));
    expect((await failureOf(connect(name))).kind).toBe(kind);
    expect((await failureOf(refresh(5_000, name))).kind).toBe(kind);
  });
});

describe('an answer of 200 that is not a token response (T-17)', () => {
  const accessToken = (value: unknown) => json(200, { ...figmaTokens, access_token: value });
  const expiresIn = (value: unknown) => json(200, { ...figmaTokens, expires_in: value });
  const text = JSON.stringify(figmaTokens);

  const cases: [string, Answer][] = [
    ['an error word', json(200, { error: 'invalid_grant' })],
    ['an error word beside tokens', json(200, { ...figmaTokens, error: 'server_error' })],
    ['a boolean error beside tokens', json(200, { ...figmaTokens, error: true, status: 400 })],
    ['no access_token', json(200, without('access_token'))],
    ['an empty access_token', accessToken('')],
    ['an access_token of null', accessToken(null)],
    ['a number as access_token', accessToken(42)],
    ['an object as access_token', accessToken({ token: 'x' })],
    ['an access_token with a line break', accessToken('abc\r\nx-header: y')],
    ['an access_token with a space', accessToken('abc def')],
    ['an access_token beyond ASCII', accessToken('tokén')],
    ['an access_token of 17 kB', accessToken('a'.repeat(17_000))],
    ['an empty refresh_token', json(200, { ...figmaTokens, refresh_token: '' })],
    ['a refresh_token of null', json(200, { ...figmaTokens, refresh_token: null })],
    ['a number as refresh_token', json(200, { ...figmaTokens, refresh_token: 1 })],
    ['no token_type', json(200, without('token_type'))],
    ['token_type mac', json(200, { ...figmaTokens, token_type: 'mac' })],
    ['token_type DPoP', json(200, { ...figmaTokens, token_type: 'DPoP' })],
    ['a number as token_type', json(200, { ...figmaTokens, token_type: 1 })],
    ['expires_in -1', expiresIn(-1)],
    ['expires_in 0', expiresIn(0)],
    ['expires_in as text', expiresIn('3600')],
    ['expires_in null', expiresIn(null)],
    ['expires_in 1e99', expiresIn(1e99)],
    ['expires_in beyond any number', json(200, text.replace('7776000', '1e999'))],
    ['a number as scope', json(200, { ...figmaTokens, scope: 1 })],
    ['a list as scope', json(200, { ...figmaTokens, scope: ['a'] })],
    ['status 201', json(201, figmaTokens)],
    ['status 202', json(202, figmaTokens)],
    ['status 204', raw(204, '')],
    ['status 205', raw(205, '')],
    ['a redirect', json(302, figmaTokens, { location: '/elsewhere' })],
    ['a redirect without a target', json(307, figmaTokens)],
    ['status 304', raw(304, '')],
    ['HTML', raw(200, '<html>hello</html>', { 'content-type': 'text/html' })],
    ['nothing', json(200, '')],
    ['cut JSON', json(200, text.slice(0, -2))],
    ['JSON with something behind it', json(200, `${text}}`)],
    ['an array', json(200, [figmaTokens])],
    ['null', json(200, 'null')],
    ['a text', json(200, '"token"')],
    ['a number', json(200, '1')],
    ['a body of 3 MB', json(200, { ...figmaTokens, padding: 'x'.repeat(3_000_000) })],
    ['gzip that is none', json(200, text, { 'content-encoding': 'gzip' })],
    ['an unknown coding', json(200, text, { 'content-encoding': 'br' })],
    [
      'two codings',
      raw(200, gzipSync(gzipSync(text)), { 'content-type': 'application/json', 'content-encoding': 'gzip, gzip' }),
    ],
    [
      'a gzip bomb',
      raw(200, gzipSync(Buffer.alloc(64_000_000, 32)), {
        'content-type': 'application/json',
        'content-encoding': 'gzip',
      }),
    ],
  ];

  it.each(cases)('%s: a refresh fails as a bad response, and asks once', async (_, answer) => {
    wire.provider.answer(answer);
    expect((await failureOf(refresh())).kind).toBe('bad_response');
    expect(wire.provider.requests).toHaveLength(1);
  });

  it.each(cases)('%s: a connect fails as a bad response', async (_, answer) => {
    wire.provider.answer(answer);
    expect((await failureOf(connect())).kind).toBe('bad_response');
  });
});

describe('an answer that is unusual and right', () => {
  const text = JSON.stringify(figmaTokens);
  const expected = {
    accessToken: figmaTokens.access_token,
    refreshToken: figmaTokens.refresh_token,
    expiresIn: 7_776_000,
  };

  it.each<[string, Answer]>([
    ['BEARER in capitals', json(200, { ...figmaTokens, token_type: 'BEARER' })],
    ['a byte order mark', json(200, `\ufeff${text}`)],
    ['error: false', json(200, { ...figmaTokens, error: false })],
    ['unknown members', json(200, { ...figmaTokens, constructor: 1, 'x-y': { z: [] } })],
    ['a key twice, of which the last counts', json(200, text.replace('{', '{"access_token":"first",'))],
    ['gzip', raw(200, gzipSync(text), { 'content-type': 'application/json', 'content-encoding': 'gzip' })],
    ['JSON that says it is HTML', raw(200, text, { 'content-type': 'text/html' })],
    ['JSON that does not say what it is', raw(200, text)],
    ['a capital content type', raw(200, text, { 'content-type': 'Application/JSON' })],
  ])('%s is accepted', async (_, answer) => {
    wire.provider.answer(answer);
    expect(await refresh()).toMatchObject(expected);
  });

  it('without expires_in gives tokens that do not expire', async () => {
    wire.provider.answer(json(200, without('expires_in')));
    expect((await refresh()).expiresIn).toBeNull();
  });
});

describe('the connection', () => {
  it('that is refused, or breaks before an answer, is an unavailable provider', async () => {
    wire.provider.answer(reset);
    expect((await failureOf(refresh())).kind).toBe('unavailable');
    const gone = await startWire();
    await gone.close();
    const configured = gone.configured();
    expect((await failureOf(wire.oauth.refresh(configured, 'refresh-1', 5_000))).kind).toBe('unavailable');
  });

  it.each([
    ['something that is not HTTP', 'hello\r\n\r\n'],
    ['a length that is no number', 'HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n{}'],
    ['fewer bytes than announced', 'HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{}'],
  ])('with %s condemns nobody', async (_, bytes) => {
    wire.provider.answer((response) => void response.socket?.end(bytes));
    expect(['unavailable', 'bad_response']).toContain((await failureOf(refresh())).kind);
  });

  it.each([301, 302, 303, 307, 308])('is never redirected by a %i: the other host hears nothing', async (status) => {
    const other = await ScriptedProvider.start();
    try {
      wire.provider.answer(...Array.from({ length: 3 }, () => raw(status, '', { location: `${other.url}/steal` })));
      expect((await failureOf(connect())).kind).toBe('bad_response');
      expect((await failureOf(refresh())).kind).toBe('bad_response');
      expect((await failureOf(wire.oauth.account(wire.configured(), 'access-1'))).kind).toBe('bad_response');
      expect(other.requests).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it('of a provider that never answers is closed at the deadline', async () => {
    wire.provider.answer(hang);
    const startedAt = performance.now();
    expect((await failureOf(refresh(200))).kind).toBe('timeout');
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    await wire.provider.requests[0]!.closed;
  });

  it('of a provider that stops in the middle of its answer is closed at the deadline', async () => {
    wire.provider.answer(
      (response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{"access'),
    );
    expect((await failureOf(refresh(200))).kind).toBe('timeout');
    await wire.provider.requests[0]!.closed;
  });

  it('of a provider that sends without end is closed as soon as it is too much', async () => {
    wire.provider.answer((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = (): void => {
        if (!response.destroyed) response.write('x'.repeat(65_536), () => setImmediate(more));
      };
      more();
    });
    expect((await failureOf(refresh(10_000))).kind).toBe('bad_response');
    await wire.provider.requests[0]!.closed;
  });

  it('has one deadline for both refresh endpoints together', async () => {
    const first = wire.provider.hold(json(404, {}));
    wire.provider.answer(hang);
    const startedAt = performance.now();
    const failure = failureOf(refresh(600));
    await first.arrived;
    setTimeout(() => first.release(), 300);
    expect((await failure).kind).toBe('timeout');
    expect(performance.now() - startedAt).toBeLessThan(880);
    expect(wire.provider.paths).toEqual(['POST /v1/oauth/refresh', 'POST /v1/oauth/token']);
    await wire.provider.requests[1]!.closed;
  });
});

describe('the account call', () => {
  const account = (name?: string) => wire.oauth.account(wire.configured(name), 'access-1');

  it.each<[string, Answer, string]>([
    ['401', json(401, { err: 'Invalid token' }), 'account_refused'],
    ['403', json(403, { status: 403, err: 'Invalid token' }), 'account_refused'],
    ['404', json(404, {}), 'unavailable'],
    ['429', json(429, {}), 'unavailable'],
    ['500', json(500, {}), 'unavailable'],
    ['201', json(201, { id: '1' }), 'unavailable'],
    ['a broken connection', reset, 'unavailable'],
    ['HTML', raw(200, '<html>'), 'bad_response'],
    ['null', json(200, 'null'), 'bad_response'],
    ['an array', json(200, [{ id: '1' }]), 'bad_response'],
    ['no id', json(200, { email: 'a@b.c' }), 'bad_response'],
    ['a number as id', json(200, { id: 1 }), 'bad_response'],
    ['an empty id', json(200, { id: '' }), 'bad_response'],
    ['an id that no index can hold', json(200, { id: 'x'.repeat(1_000) }), 'bad_response'],
    ['an id with a zero byte', json(200, { id: 'a\u0000b' }), 'bad_response'],
    ['an id with half a surrogate pair', json(200, { id: 'a\ud800' }), 'bad_response'],
    ['a redirect', raw(302, '', { location: '/v1/you' }), 'bad_response'],
    ['3 MB', json(200, { id: '1', handle: 'x'.repeat(3_000_000) }), 'bad_response'],
  ])('answered with %s', async (_, answer, kind) => {
    wire.provider.answer(answer);
    expect((await failureOf(account())).kind).toBe(kind);
  });

  it("takes Slack's ok: false with status 200 as no account", async () => {
    wire.provider.answer(json(200, { ok: false, error: 'invalid_auth', user_id: 'U1', team_id: 'T1' }));
    expect((await failureOf(account('slack'))).kind).toBe('bad_response');
  });
});

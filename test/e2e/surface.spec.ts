import { startApp, type TestApp } from '../support/app.js';
import { expectError } from '../support/error-body.js';
import { jwtFor } from '../support/jwt.js';
import { type RawResponse, sendRaw } from '../support/raw-http.js';
import { fileKey, smallTeam } from '../support/team-seed.js';

/** Every route of the API with the methods it answers. */
const routes: [string, string[]][] = [
  ['/api/integrations', ['GET']],
  ['/api/integrations/figma', ['DELETE']],
  ['/api/integrations/figma/auth', ['GET']],
  ['/api/integrations/figma/callback', ['GET']],
  ['/api/integrations/figma/confirm', ['POST']],
  ['/api/integrations/figma/files', ['GET']],
  [`/api/integrations/figma/files/${fileKey}`, ['GET']],
  [`/api/integrations/figma/comments/${fileKey}`, ['GET']],
  ['/api/integrations/figma/settings', ['GET', 'PUT']],
  ['/api/integrations/figma/resolve', ['POST']],
  ['/livez', ['GET']],
  ['/readyz', ['GET']],
];
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const guarded = routes.filter(([path]) => path.startsWith('/api') && !path.endsWith('/callback'));

function expectRawError(answer: RawResponse, status: number, code: string): void {
  expect([answer.status, answer.body]).toEqual([status, expect.stringContaining('{')]);
  const body = JSON.parse(answer.body) as Record<string, unknown>;
  expect(body).toMatchObject({
    code,
    statusCode: status,
    message: body.error,
    requestId: expect.any(String) as string,
  });
  expect(answer.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-request-id': body.requestId,
    'content-security-policy': expect.stringContaining("default-src 'none'") as string,
  });
}

describe('the HTTP surface', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ seed: smallTeam });
    await app.connect('insider');
  });
  afterAll(() => app.close());
  beforeEach(() => app.sandbox.calls.clear());

  const wrong = routes.flatMap(([path, allowed]) =>
    methods.filter((method) => !allowed.includes(method)).map((method) => [method, path, allowed] as const),
  );
  it.each(wrong)('answers %s %s with 405 and what is allowed', async (method, path, allowed) => {
    const response = await app.call(path, { method, user: 'insider' });
    expect(response.headers.get('allow')).toBe(allowed.join(', '));
    if (method === 'HEAD') expect(response.status).toBe(405);
    else await expectError(response, 405, 'method_not_allowed');
  });

  it.each(['TRACE', 'PROPFIND', 'QUERY', 'MKCOL'])('answers the method %s with 405', async (method) => {
    const answer = await sendRaw(
      app.url,
      `${method} /api/integrations HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    );
    expectRawError(answer, 405, 'method_not_allowed');
    expect(answer.headers.allow).toBe('GET');
  });

  it.each(['/nothing', '/api', '/api/', '/api/nothing', '/api/integrations/figma/files/a/b/c', '/.env', '/admin'])(
    'answers the unknown path %s with 404',
    async (path) => {
      for (const user of [undefined, 'insider'])
        await expectError(await app.call(path, user === undefined ? {} : { user }), 404, 'not_found');
    },
  );

  it('answers an unknown path with 404 whatever the method and the body are', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
      await expectError(await app.call('/api/nothing', { method }), 404, 'not_found');
    const broken = { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } };
    await expectError(await fetch(new URL('/api/nothing', app.url), broken), 404, 'not_found');
  });

  const variants = guarded.flatMap(([path, [method]]) => [
    [method!, `${path}/`],
    [method!, `/${path}`],
    [method!, path.replace('/integrations', '//integrations')],
    [method!, path.replace('figma', '%66igma')],
    [method!, path.replace('/api', '/%61pi')],
    [method!, `${path};x=1`],
    [method!, `${path}%00`],
    [method!, path.toUpperCase()],
    [method!, `/./${path.slice(1)}`],
    [method!, `/livez/..${path}`],
    [method!, `/livez/%2e%2e${path}`],
    [method!, `/settings/integrations/..${path}`],
  ]);
  it('lets no spelling of a path or method past the guard', async () => {
    for (const [method, path] of variants) {
      const request = `${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
      const answer = await sendRaw(app.url, request);
      expect([path, answer.status]).toEqual([path, expect.any(Number)]);
      expect([401, 404, 405]).toContain(answer.status);
      expectRawError(answer, answer.status, (JSON.parse(answer.body) as { code: string }).code);
    }
    for (const header of ['x-http-method-override', 'x-http-method', 'x-method-override']) {
      const response = await app.call('/api/integrations/figma?_method=DELETE', {
        method: 'POST',
        user: 'insider',
        headers: { [header]: 'DELETE' },
      });
      expect(response.status).toBe(405);
    }
    expect(app.sandbox.calls.all()).toEqual([]);
    const { integrations } = await app.json('/api/integrations', { user: 'insider' });
    expect(integrations).toMatchObject([{ connected: true }]);
  });

  it.each(guarded)('runs nothing of %s without a JWT, or with an expired one', async (path, [method]) => {
    const expired = `Bearer ${jwtFor('insider', { claims: { exp: 1 } })}`;
    for (const headers of [{}, { authorization: expired }] as Record<string, string>[]) {
      await expectError(await app.call(path, { method: method!, headers }), 401, 'unauthorized');
    }
    expect(app.sandbox.calls.all()).toEqual([]);
  });

  const post = (body: string, type: string | null, path = '/api/integrations/figma/confirm') =>
    fetch(new URL(path, app.url), {
      method: 'POST',
      body: Buffer.from(body),
      headers: { authorization: `Bearer ${jwtFor('insider')}`, ...(type === null ? {} : { 'content-type': type }) },
    });

  it.each([
    ['{', 'half an object'],
    ['{"ticket":"a"', 'an object without an end'],
    ['{"ticket":"a"}}', 'too many ends'],
    ["{'ticket':'a'}", 'other quotes'],
    ['undefined', 'a word'],
    ['{"ticket":"\u0000"}', 'a raw NUL'],
    ['\ufeff{', 'a byte order mark and half an object'],
    ['{"__proto__":{"admin":true}}', 'a prototype'],
    ['{"constructor":{"prototype":{"admin":true}}}', 'a constructor'],
    ['5', 'a number'],
    ['"text"', 'text'],
    ['[]', 'a list'],
    ['true', 'true'],
  ])('answers the body %j (%s) with 400', async (body) => {
    await expectError(await post(body, 'application/json'), 400, 'invalid_request');
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it('takes an empty body for an empty object', async () => {
    await expectError(await post('', 'application/json'), 400, 'confirm_failed');
    await expectError(await post('', 'application/json', '/api/integrations/figma/resolve'), 400, 'invalid_request');
  });

  it.each([
    'text/plain',
    'text/html',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/octet-stream',
    'application/jsonp',
    'application/xml',
    'nonsense',
    null,
  ])('refuses a body of type %s with 415', async (type) => {
    await expectError(await post('{"ticket":"a"}', type), 415, 'unsupported_media_type');
  });

  it.each(['application/json; charset=utf-8', 'Application/JSON', 'application/json;charset=UTF-8'])(
    'reads a body of type %s',
    async (type) => {
      await expectError(await post('{"ticket":"a"}', type), 400, 'confirm_failed');
    },
  );

  it.each(['gzip', 'br', 'deflate', 'gzip, gzip', 'nonsense'])('inflates nothing: %s', async (coding) => {
    const headers = { 'content-encoding': coding };
    const request = { method: 'POST', user: 'insider', body: { ticket: 'a' }, headers };
    const response = await app.call('/api/integrations/figma/confirm', request);
    await expectError(response, 415, 'unsupported_media_type');
  });

  it('refuses a body of more than 1 MiB with 413, announced or not', async () => {
    await expectError(
      await post(JSON.stringify({ ticket: 'x'.repeat(1024 * 1024) }), 'application/json'),
      413,
      'payload_too_large',
    );
    const head = `POST /api/integrations/figma/confirm HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${jwtFor('insider')}\r\nContent-Type: application/json\r\n`;
    const chunk = `${(70_000).toString(16)}\r\n${'x'.repeat(70_000)}\r\n`;
    expectRawError(await sendRaw(app.url, `${head}Content-Length: 99999999\r\n\r\n`), 413, 'payload_too_large');
    expectRawError(
      await sendRaw(app.url, `${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(16)}`),
      413,
      'payload_too_large',
    );
  });

  it.each([
    ['a list in a list', (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`],
    ['an object in an object', (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`],
  ])('answers %s, 100000 deep, with 400', async (_, nested) => {
    for (const [path, name] of [
      ['/api/integrations/figma/confirm', 'ticket'],
      ['/api/integrations/figma/resolve', 'url'],
    ] as const) {
      const response = await post(`{"${name}":${nested(100_000)}}`, 'application/json', path);
      expect([path, response.status]).toEqual([path, 400]);
    }
  });

  it('assigns nothing that a body was not asked for', async () => {
    const more = { user_id: 'x', is_active: false, provider_user_id: 'y' };
    const requests: [string, string, object][] = [
      ['POST', '/api/integrations/figma/confirm', { ticket: 'a', ...more }],
      ['PUT', '/api/integrations/figma/settings', { teamIds: [], files: [], ...more }],
      ['POST', '/api/integrations/figma/resolve', { url: 'https://www.figma.com/design/a', ...more }],
    ];
    for (const [method, path, body] of requests)
      await expectError(await app.call(path, { method, user: 'insider', body }), 400, 'invalid_request');
  });

  it.each(['/api/integrations/%E0%A4%A/auth', '/api/integrations/figma/files/%', '/%', '/%ff%fe'])(
    'answers the malformed address %s with an error of ours',
    async (path) => {
      const answer = await sendRaw(
        app.url,
        `GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${jwtFor('insider')}\r\nConnection: close\r\n\r\n`,
      );
      expect([400, 404]).toContain(answer.status);
      expectRawError(answer, answer.status, answer.status === 400 ? 'invalid_request' : 'not_found');
    },
  );

  const host = 'Host: x\r\nConnection: close\r\n';
  it.each([
    [
      'headers of 20 kB',
      `GET /livez HTTP/1.1\r\n${host}X-Long: ${'a'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers_too_large',
    ],
    ['an address of 20 kB', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\n${host}\r\n`, 431, 'headers_too_large'],
    ['no HTTP', 'hello\r\n\r\n', 400, 'invalid_request'],
    ['a NUL in a header', `GET /livez HTTP/1.1\r\n${host}X: a\0b\r\n\r\n`, 400, 'invalid_request'],
    [
      'two lengths',
      `POST /livez HTTP/1.1\r\n${host}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
      400,
      'invalid_request',
    ],
    [
      'a length and chunks',
      `POST /livez HTTP/1.1\r\n${host}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
      'invalid_request',
    ],
    ['a negative length', `POST /livez HTTP/1.1\r\n${host}Content-Length: -1\r\n\r\n`, 400, 'invalid_request'],
    ['two hosts', `GET /livez HTTP/1.1\r\n${host}Host: y\r\n\r\n`, 400, 'invalid_request'],
    ['no host', 'GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'invalid_request'],
    ['CONNECT', `CONNECT evil.example:443 HTTP/1.1\r\n${host}\r\n`, 405, 'method_not_allowed'],
  ])('answers a request with %s in our words', async (_, request, status, code) => {
    expectRawError(await sendRaw(app.url, request), status, code);
  });

  it('answers HTTP/1.0, an absolute address and Expect: 100-continue', async () => {
    expect((await sendRaw(app.url, 'GET /livez HTTP/1.0\r\n\r\n')).status).toBe(200);
    expect((await sendRaw(app.url, `GET http://elsewhere.example/livez HTTP/1.1\r\n${host}\r\n`)).status).toBe(200);
    const patient = `POST /api/integrations/figma/confirm HTTP/1.1\r\n${host}Expect: 100-continue\r\nContent-Length: 0\r\n\r\n`;
    expect([100, 401]).toContain((await sendRaw(app.url, patient)).status);
  });

  it('is alive after all of this', async () => {
    const live = await app.call('/livez');
    expect([live.status, await live.json()]).toEqual([200, { status: 'ok', checks: {} }]);
    const ready = await app.call('/readyz');
    expect([ready.status, await ready.json()]).toMatchObject([200, { status: 'ok', checks: { database: 'ok' } }]);
  });
});

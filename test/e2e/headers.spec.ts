import { startApp, type TestApp } from '../support/app.js';
import { sendRaw } from '../support/raw-http.js';
import { fileKey, smallTeam } from '../support/team-seed.js';

const apiPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";
const appOrigin = 'https://app.example.com';

describe('the headers of every answer', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({
      seed: smallTeam,
      env: {
        PUBLIC_URL: 'https://connect.example.com',
        APP_URL: appOrigin,
        CORS_ORIGINS: `${appOrigin},https://two.example.com`,
      },
    });
    await app.connect('looker');
  });
  afterAll(() => app.close());

  const large = JSON.stringify({ ticket: 'x'.repeat(1024 * 1024) });
  const answers: [string, number, () => Promise<Response>][] = [
    ['200', 200, () => app.call('/api/integrations', { user: 'looker' })],
    ['200 of Figma data', 200, () => app.call(`/api/integrations/figma/comments/${fileKey}`, { user: 'looker' })],
    ['302', 302, () => app.call('/api/integrations/figma/callback')],
    ['400', 400, () => app.call('/api/integrations/figma/auth?returnTo=//e', { user: 'looker' })],
    ['401', 401, () => app.call('/api/integrations')],
    ['404', 404, () => app.call('/api/nothing')],
    ['405', 405, () => app.call('/api/integrations', { method: 'POST' })],
    ['413', 413, () => app.call('/api/integrations/figma/confirm', { method: 'POST', user: 'looker', body: large })],
    [
      '415',
      415,
      () =>
        app.call('/api/integrations/figma/confirm', {
          method: 'POST',
          user: 'looker',
          body: 1,
          headers: { 'content-type': 'text/plain' },
        }),
    ],
    ['503', 503, () => app.call('/api/integrations/github/auth', { user: 'looker' })],
  ];

  it.each(answers)('are strict on a %s', async (_, status, answer) => {
    const response = await answer();
    expect(response.status).toBe(status);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-security-policy': apiPolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': expect.stringMatching(/^(SAMEORIGIN|DENY)$/) as string,
      'strict-transport-security': expect.stringContaining('max-age=31536000') as string,
      'cache-control': expect.stringMatching(/^(no-store|private, no-cache)$/) as string,
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
    expect(response.headers.get('x-powered-by')).toBeNull();
    expect(response.headers.get('server')).toBeNull();
  });

  it('keep an answer out of caches however its path is spelled', async () => {
    for (const path of ['/api/integrations', '/%61pi/integrations', '/api/%69ntegrations'])
      expect((await app.call(path, { user: 'looker' })).headers.get('cache-control')).toBe('no-store');
  });

  it('name no HSTS when the service is reached by plain http', async () => {
    const plain = await startApp({ database: app.database, sandbox: app.sandbox });
    expect((await plain.call('/livez')).headers.get('strict-transport-security')).toBeNull();
    await plain.close();
  });

  it.each([
    ['given-by-the-proxy_1.2', true],
    ['short', false],
    ['with space in it', false],
    ['x'.repeat(65), false],
    ['<script>alert(1)</script>', false],
  ])('carry the request id "%s" back: %s', async (id, kept) => {
    const response = await app.call('/api/integrations', { headers: { 'x-request-id': id } });
    const { requestId } = (await response.json()) as { requestId: string };
    expect(requestId).toBe(response.headers.get('x-request-id'));
    expect(requestId === id).toBe(kept);
    expect(requestId).toMatch(/^[A-Za-z0-9._-]{8,64}$/);
  });

  it('differ in their request ids, which the log knows', async () => {
    const ids = await Promise.all(
      Array.from({ length: 10 }, async () => (await app.call('/api/integrations')).headers.get('x-request-id')!),
    );
    expect(new Set(ids).size).toBe(10);
    for (const id of ids) expect(app.logs.filter((line) => line.includes(id))).toHaveLength(1);
  });

  describe('for other origins', () => {
    const from = (origin: string, options: Parameters<TestApp['call']>[1] = {}) =>
      app.call('/api/integrations', { ...options, headers: { ...options.headers, origin } });
    const preflight = (origin: string, method = 'GET', path = '/api/integrations') =>
      app.call(path, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': method,
          'access-control-request-headers': 'authorization,content-type',
        },
      });

    it.each([appOrigin, 'https://two.example.com'])('allow %s with credentials, also on errors', async (origin) => {
      const answers = [
        await from(origin, { user: 'looker' }),
        await from(origin),
        await app.call('/api/integrations', { method: 'POST', headers: { origin } }),
        await app.call('/api/nothing', { headers: { origin } }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([200, 401, 405, 404]);
      for (const { headers } of answers) {
        expect(headers.get('access-control-allow-origin')).toBe(origin);
        expect(headers.get('access-control-allow-credentials')).toBe('true');
        expect(headers.get('vary')).toMatch(/\borigin\b/i);
        expect(headers.get('access-control-expose-headers')).toMatch(/x-request-id/i);
      }
    });

    it.each([
      'null',
      'https://app.example.com.evil.example',
      'https://evil-app.example.com',
      'https://evil.app.example.com',
      'http://app.example.com',
      'https://app.example.com:444',
      'https://APP.example.com',
      'https://connect.example.com.evil.example',
      '*',
      `${appOrigin},https://two.example.com`,
    ])('allow nothing to %s', async (origin) => {
      for (const response of [await from(origin, { user: 'looker' }), await from(origin), await preflight(origin)]) {
        expect(response.headers.get('access-control-allow-origin')).toBeNull();
        expect(response.headers.get('vary')).toMatch(/\borigin\b/i);
      }
    });

    it.each(['GET', 'POST', 'PUT', 'DELETE'])('answer the preflight of %s for ten minutes', async (method) => {
      const response = await preflight(appOrigin, method, '/api/integrations/figma/settings');
      expect(response.status).toBe(204);
      expect(response.headers.get('access-control-allow-origin')).toBe(appOrigin);
      expect(response.headers.get('access-control-allow-credentials')).toBe('true');
      expect(response.headers.get('access-control-allow-methods')).toContain(method);
      expect(response.headers.get('access-control-allow-headers')).toMatch(/authorization.*content-type/i);
      expect(response.headers.get('access-control-max-age')).toBe('600');
    });

    it('say nothing about origins to a request that has none', async () => {
      const { headers } = await app.call('/api/integrations', { user: 'looker' });
      expect(headers.get('access-control-allow-origin')).toBeNull();
      expect(headers.get('vary')).toMatch(/\borigin\b/i);
    });
  });

  it('let no cross-site form or image start anything', async () => {
    const { cookie } = { cookie: 'figbridge_oauth_00000000=x; session=y' };
    const form = `POST /api/integrations/figma/confirm HTTP/1.1\r\nHost: x\r\nOrigin: https://evil.example\r\nCookie: ${cookie}\r\nContent-Type: text/plain\r\nContent-Length: 15\r\nConnection: close\r\n\r\n{"ticket":"abc"`;
    expect([401, 415]).toContain((await sendRaw(app.url, form)).status);
    for (const path of ['/api/integrations', '/api/integrations/figma/auth', '/api/integrations/figma/files'])
      expect((await app.call(path, { headers: { cookie, 'sec-fetch-dest': 'image' } })).status).toBe(401);
  });

  it("give nobody a 304 for another user's entity tag", async () => {
    const path = `/api/integrations/figma/files/${fileKey}`;
    const own = await app.call(path, { user: 'looker' });
    const etag = own.headers.get('etag')!;
    expect(own.headers.get('vary')).toMatch(/authorization/i);
    expect((await app.call(path, { user: 'looker', headers: { 'if-none-match': etag } })).status).toBe(304);
    expect((await app.call(path, { headers: { 'if-none-match': etag } })).status).toBe(401);
    expect((await app.call(path, { user: 'outsider', headers: { 'if-none-match': etag } })).status).toBe(404);
  });
});

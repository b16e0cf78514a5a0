import { startApp, type TestApp } from '../support/app.js';
import { expectError } from '../support/error-body.js';
import {
  browserHeaders,
  callBack,
  consent,
  consentedFlow,
  outcomeOf,
  programHeaders,
  startFlow,
  tokenCalls,
} from '../support/flows.js';
import { jwtFor } from '../support/jwt.js';
import { sendRaw } from '../support/raw-http.js';
import { smallTeam } from '../support/team-seed.js';

const asJson = { ...programHeaders, accept: 'application/json' };

describe('the callback', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ seed: smallTeam });
  });
  afterAll(() => app.close());
  beforeEach(() => app.sandbox.calls.clear());

  const withState = async (user: string, query: string): Promise<string> =>
    `/api/integrations/figma/callback?state=${(await startFlow(app, user)).state}&${query}`;

  it.each([
    ['access_denied', 'access_denied'],
    ['server_error', 'provider_unavailable'],
    ['temporarily_unavailable', 'provider_unavailable'],
    ['<script>alert(1)</script>', 'provider_unavailable'],
    ['', 'provider_unavailable'],
  ])('turns the error "%s" of a provider into a fixed word and exchanges nothing', async (error, code) => {
    const path = await withState('refused', `error=${encodeURIComponent(error)}`);
    expect(await callBack(app, path)).toMatchObject({ status: 'error', code });
    expect(await callBack(app, path)).toMatchObject({ code: 'state_invalid' });
    expect(tokenCalls(app)).toBe(0);
  });

  it('repeats no text of the provider in its answer or in a log line', async () => {
    const hostile = '<script>alert(1)</script>\r\nSet-Cookie: planted=1';
    const query = new URLSearchParams({ error: 'access_denied', error_description: hostile, error_uri: hostile });
    const path = await withState('phished', query.toString());
    const before = app.logs.length;
    const response = await app.call(path, { headers: { ...programHeaders, 'x-request-id': 'phished-request' } });
    const location = response.headers.get('location')!;
    expect(location).toMatch(/\?provider=figma&status=error&code=access_denied&ref=phished-request$/);
    expect(response.headers.getSetCookie().join()).not.toContain('planted');
    const lines = app.logs.slice(before);
    expect(lines.filter((line) => line.includes('"route":"/api/integrations/:provider/callback"'))).toHaveLength(1);
    expect(lines.join('')).not.toMatch(/script|planted/);
  });

  it('sends nothing of the provider but the fixed words: no code, no state', async () => {
    const { path, state } = await consentedFlow(app, 'clean');
    const code = new URL(path, app.url).searchParams.get('code')!;
    const location = (await app.call(path, { headers: programHeaders })).headers.get('location')!;
    expect(location).toBe(`${app.config.appUrl}/settings/integrations?provider=figma&status=success`);
    expect(location).not.toContain(code);
    expect(location).not.toContain(state);
  });

  it('gives its request id as the reference of an error', async () => {
    const generated = await app.call('/api/integrations/figma/callback', { headers: browserHeaders });
    expect(outcomeOf(generated).ref).toMatch(/^[0-9a-f-]{36}$/);
    expect(outcomeOf(generated).ref).toBe(generated.headers.get('x-request-id'));
    const given = { ...browserHeaders, 'x-request-id': 'from-the-proxy-1' };
    expect(outcomeOf(await app.call('/api/integrations/figma/callback', { headers: given })).ref).toBe(
      given['x-request-id'],
    );
  });

  it.each([
    ['*/*', false],
    ['', false],
    ['text/html,application/json', false],
    ['application/json;q=0.8,text/html;q=0.9', false],
    ['text/*,application/json', false],
    ['application/json', true],
    ['application/json, */*;q=0.5', true],
    ['Application/JSON', true],
    ['text/html;q=0.5, application/json', true],
  ])('answers Accept "%s" with JSON: %s', async (accept, json) => {
    const response = await app.call('/api/integrations/figma/callback', { headers: { ...programHeaders, accept } });
    if (json)
      expect(await expectError(response, 400, 'invalid_request')).toMatchObject({ callbackCode: 'state_invalid' });
    else expect(outcomeOf(response)).toMatchObject({ httpStatus: 302, code: 'state_invalid' });
  });

  it('tells JSON clients how it went, with the ticket when there is one', async () => {
    const done = await consentedFlow(app, 'scripted');
    const success = await app.call(done.path, { headers: asJson });
    expect([success.status, await success.json()]).toEqual([200, { provider: 'figma', status: 'success' }]);
    const open = await consentedFlow(app, 'scripted');
    const parked = await app.call(open.path, { headers: { ...browserHeaders, accept: 'application/json' } });
    expect([parked.status, await parked.json()]).toEqual([
      200,
      { provider: 'figma', status: 'confirm', ticket: expect.stringMatching(/^[\w-]{43}$/) as string },
    ]);
    const spent = await expectError(await app.call(done.path, { headers: asJson }), 400, 'invalid_request');
    expect(spent).toMatchObject({ error: 'Invalid state token', callbackCode: 'state_invalid' });
  });

  it('is never stored, never sniffed, sends no referrer, and clears its cookie', async () => {
    for (const headers of [browserHeaders, asJson]) {
      const flow = await consentedFlow(app, 'private');
      const response = await app.call(flow.path, { headers: { ...headers, cookie: flow.cookie } });
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('referrer-policy')).toBe('no-referrer');
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      const [name] = flow.cookie.split('=');
      const [cleared] = response.headers.getSetCookie();
      expect(cleared).toMatch(new RegExp(`^${name}=; .*(Max-Age=0|Expires=Thu, 01 Jan 1970)`));
    }
  });

  it.each(['gitlab', 'FIGMA', '__proto__', 'constructor', 'x'.repeat(3_000), '%00', 'figma%2f..'])(
    'does not exist for the provider %s',
    async (provider) => {
      const response = await app.call(`/api/integrations/${provider}/callback?state=a&code=b`);
      await expectError(response, 404, 'unknown_provider');
    },
  );

  it.each(['github', 'slack'])('of %s says that it is not configured', async (provider) => {
    const path = `/api/integrations/${provider}/callback?state=${'s'.repeat(43)}&code=b`;
    expect(await callBack(app, path, browserHeaders)).toMatchObject({
      provider,
      status: 'error',
      code: 'not_configured',
    });
    const json = await expectError(await app.call(path, { headers: asJson }), 400, 'invalid_request');
    expect(json.callbackCode).toBe('not_configured');
  });
});

describe('returnTo', () => {
  let app: TestApp;
  const appUrl = 'http://localhost:4999';
  beforeAll(async () => {
    app = await startApp({ seed: smallTeam, env: { APP_URL: appUrl, APP_RETURN_PATH: '/after' } });
  });
  afterAll(() => app.close());

  it.each([
    ['/', '/'],
    ['/projects/7/settings', '/projects/7/settings'],
    ['/a%20b/%C3%A4', '/a%20b/%C3%A4'],
    ['/a/../b', '/b'],
    ['/x?next=https://evil.example', '/x'],
  ])('%s leads back to that path of the application', async (returnTo, path) => {
    const flow = await startFlow(app, 'returning', `?returnTo=${encodeURIComponent(returnTo)}`);
    const outcome = await callBack(app, await consent(app, flow));
    expect(outcome).toMatchObject({ origin: appUrl, path, provider: 'figma', status: 'success' });
  });

  it('keeps its own query, survives the confirm step, and is used by errors too', async () => {
    const query = `?returnTo=${encodeURIComponent('/board?tab=2&status=old#top')}`;
    const first = await startFlow(app, 'kept', query);
    const parked = await app.call(await consent(app, first), { headers: browserHeaders });
    expect(parked.headers.get('location')).toMatch(
      /^http:\/\/localhost:4999\/board\?tab=2&status=confirm&provider=figma#ticket=[\w-]{43}$/,
    );
    const second = await startFlow(app, 'kept', query);
    const refused = await callBack(app, `/api/integrations/figma/callback?error=access_denied&state=${second.state}`);
    expect(refused).toMatchObject({ origin: appUrl, path: '/board', code: 'access_denied' });
  });

  it('is the configured path without it, and whenever the flow is not known', async () => {
    const { path } = await consentedFlow(app, 'plain');
    expect(await callBack(app, path)).toMatchObject({ origin: appUrl, path: '/after', status: 'success' });
    expect(await callBack(app, path)).toMatchObject({ origin: appUrl, path: '/after', code: 'state_invalid' });
  });

  it.each([
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '\t//evil.example',
    '\0//evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '///evil.example',
    'https:evil.example',
    'https://evil.example',
    'http://localhost:4999@evil.example',
    'http://localhost:4999.evil.example',
    'http://localhost:4999/after',
    'javascript:alert(1)',
    'data:text/html,x',
    '/a/../..//evil.example',
    '/.//evil.example',
    '/a/%2e%2e//evil.example',
    'after',
    '?x',
    '#x',
    '',
    ' /after',
    `/${'a'.repeat(2048)}`,
  ])('%j is refused before anything starts', async (returnTo) => {
    const path = `/api/integrations/figma/auth?returnTo=${encodeURIComponent(returnTo)}`;
    const response = await app.call(path, { user: 'redirected' });
    expect(response.headers.getSetCookie()).toEqual([]);
    await expectError(response, 400, 'invalid_request');
  });

  it.each(['returnTo=/a&returnTo=/b', 'returnTo=/a&returnTo=//evil.example'])('%s is refused', async (query) => {
    await expectError(
      await app.call(`/api/integrations/figma/auth?${query}`, { user: 'twice' }),
      400,
      'invalid_request',
    );
  });

  it('and the redirect URI come from the configuration, whatever host a request names', async () => {
    const forged = [
      'Host: evil.example',
      'X-Forwarded-Host: evil.example',
      'X-Forwarded-Proto: https',
      'Forwarded: host=evil.example;proto=https',
      'Connection: close',
    ].join('\r\n');
    const started = await sendRaw(
      app.url,
      `GET /api/integrations/figma/auth HTTP/1.1\r\n${forged}\r\nAuthorization: Bearer ${jwtFor('forged')}\r\n\r\n`,
    );
    expect(started.status).toBe(200);
    expect(started.body).not.toContain('evil');
    expect(started.headers['set-cookie']).not.toMatch(/Domain|Secure/i);
    const answer = await sendRaw(
      app.url,
      `GET http://evil.example/api/integrations/figma/callback?state=x HTTP/1.1\r\n${forged}\r\n\r\n`,
    );
    expect(answer.headers.location).toMatch(/^http:\/\/localhost:4999\/after\?/);
  });
});

import { createFigmaSandbox } from '../sandbox.js';
import type { FigmaSandbox } from '../sandbox.js';
import { exchange, codeFor, postForm, RestClient, SEED } from '../testing/client.js';

describe('what tests control', () => {
  let sandbox: FigmaSandbox;
  let ines: RestClient;
  const get = (
    path: string,
    { headers, ...init }: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {},
  ) =>
    fetch(sandbox.apiUrl + path, {
      ...init,
      headers: { authorization: `Bearer ${ines.grant.access_token}`, ...headers },
    });
  const causeOf = (error: unknown) => ((error as Error).cause as { code?: string } | undefined)?.code;

  beforeAll(async () => (sandbox = await createFigmaSandbox()));
  beforeEach(async () => {
    sandbox.reset();
    ines = await RestClient.signIn(sandbox, 'ines');
    sandbox.calls.clear();
  });
  afterAll(() => sandbox.close());

  describe('faults', () => {
    it('answer with a status, headers and a body, as often as told', async () => {
      sandbox.faults.set('/v1/me', {
        status: 429,
        headers: { 'retry-after': '345600' },
        body: { status: 429, err: 'Rate limit exceeded' },
        times: 2,
      });
      const statuses = [(await get('/v1/me')).status, (await get('/v1/me')).status, (await get('/v1/me')).status];
      expect(statuses).toEqual([429, 429, 200]);
      expect(sandbox.calls.to('/v1/me').map(({ status }) => status)).toEqual(statuses);
    });

    it('hit only their route, whatever its parameters are called, until cleared', async () => {
      sandbox.faults.set('GET /v1/files/{key}', { status: 500 });
      expect((await get(`/v1/files/${SEED.checkout}`)).status).toBe(500);
      expect((await get(`/v1/files/${SEED.library}`)).status).toBe(500);
      expect((await get(`/v1/files/${SEED.checkout}/meta`)).status).toBe(200);
      sandbox.faults.clear('GET /v1/files/{key}');
      expect((await get(`/v1/files/${SEED.checkout}`)).status).toBe(200);
    });

    it('can be for one concrete path', async () => {
      sandbox.faults.set(`/v1/files/${SEED.checkout}`, { status: 503 });
      const statuses = [
        (await get(`/v1/files/${SEED.checkout}`)).status,
        (await get(`/v1/files/${SEED.library}`)).status,
      ];
      expect(statuses).toEqual([503, 200]);
    });

    it('come before the work: a refused token call leaves the code unspent', async () => {
      const code = await codeFor(sandbox, 'mateo');
      sandbox.faults.set('/v1/oauth/token', { status: 500, times: 1 });
      expect((await exchange(sandbox, code)).status).toBe(500);
      expect((await exchange(sandbox, code)).status).toBe(200);
    });

    it('answer HTML and plain text in place of JSON', async () => {
      sandbox.faults.set('/v1/me', { html: true });
      const page = await get('/v1/me');
      expect([page.status, page.headers.get('content-type')]).toEqual([502, 'text/html; charset=utf-8']);
      expect(await page.text()).toContain('<html>');
      sandbox.faults.set('/v1/me', { status: 404, body: 'Not Found' });
      expect(await (await get('/v1/me')).text()).toBe('Not Found');
    });

    it('redirect', async () => {
      sandbox.faults.set('/v1/me', { redirect: 'http://127.0.0.1:1/elsewhere' });
      const response = await get('/v1/me', { redirect: 'manual' });
      expect([response.status, response.headers.get('location')]).toEqual([302, 'http://127.0.0.1:1/elsewhere']);
    });

    it('reset the connection', async () => {
      sandbox.faults.set('/v1/me', { reset: true, times: 1 });
      expect(await get('/v1/me').catch(causeOf)).toBe('ECONNRESET');
      expect(sandbox.calls.last('/v1/me')?.status).toBeNull();
      expect((await get('/v1/me')).status).toBe(200);
    });

    it('hang until the client gives up', async () => {
      sandbox.faults.set('/v1/me', { hang: true });
      const abort = new AbortController();
      const pending = get('/v1/me', { signal: abort.signal }).catch((error: unknown) => (error as Error).name);
      const arrived = sandbox.hold('/v2/teams/:id/folders');
      void get(`/v2/teams/${SEED.product}/folders`);
      await arrived.arrived;
      abort.abort();
      expect(await pending).toBe('AbortError');
      arrived.release();
    });

    it.each(['identity', 'gzip'])('cut a body of %s coding short of its Content-Length', async (coding) => {
      sandbox.faults.set('/v1/files/:key', { truncate: true });
      const response = await get(`/v1/files/${SEED.checkout}`, { headers: { 'accept-encoding': coding } });
      expect(Number(response.headers.get('content-length'))).toBeGreaterThan(1000);
      await expect(response.text()).rejects.toThrow('terminated');
    });

    it('wait first when they have a delay', async () => {
      sandbox.faults.set('/v1/me', { delayMs: 80 });
      const start = performance.now();
      expect((await get('/v1/me')).status).toBe(200);
      expect(performance.now() - start).toBeGreaterThan(75);
    });
  });

  describe('gates', () => {
    it('keep a call waiting before anything happened', async () => {
      const gate = sandbox.hold('POST /v1/oauth/refresh');
      const pending = postForm(sandbox, '/v1/oauth/refresh', { refresh_token: ines.grant.refresh_token });
      const call = await gate.arrived;
      expect([call.status, gate.waiting]).toEqual([null, 1]);
      expect((await get('/v1/me')).status).toBe(200);
      gate.release();
      expect((await pending).status).toBe(200);
      expect((await get('/v1/me')).status).toBe(403);
    });

    it('keep an answer back when the work is done', async () => {
      const gate = sandbox.hold('POST /v1/oauth/refresh', { at: 'answer' });
      const pending = postForm(sandbox, '/v1/oauth/refresh', { refresh_token: ines.grant.refresh_token });
      await gate.arrived;
      expect((await get('/v1/me')).status).toBe(403);
      gate.release();
      expect((await pending).status).toBe(200);
    });

    it('count arrivals and let all go at once', async () => {
      const gate = sandbox.hold('/v1/me');
      const pending = Array.from({ length: 4 }, () => get('/v1/me'));
      await gate.arrivals(4);
      expect(gate.waiting).toBe(4);
      gate.release();
      expect((await Promise.all(pending)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      await gate.arrivals(4);
      expect((await get('/v1/me')).status).toBe(200);
    });
  });

  describe('the call log', () => {
    it('keeps what was sent: path, query, form, headers, user and tier', async () => {
      await get(`/v1/files/${SEED.checkout}?depth=1&ids=1:2%2C3:4`);
      expect(sandbox.calls.last()).toMatchObject({
        origin: 'api',
        method: 'GET',
        path: `/v1/files/${SEED.checkout}`,
        route: '/v1/files/:file_key',
        query: { depth: '1', ids: '1:2,3:4' },
        headers: { authorization: `Bearer ${ines.grant.access_token}` },
        user: 'Ines Okafor',
        tier: 1,
        status: 200,
      });
      await exchange(sandbox, await codeFor(sandbox, 'mateo'));
      expect(sandbox.calls.last('/v1/oauth/token')?.body).toMatchObject({ grant_type: 'authorization_code' });
    });

    it('counts by route, tier, user and status', async () => {
      await get('/v1/me');
      await get(`/v1/files/${SEED.checkout}`);
      await get(`/v1/files/${SEED.checkout}/meta`);
      await get(`/v1/files/${SEED.strategy}x`);
      const { calls } = sandbox;
      expect(calls.count()).toBe(4);
      expect(calls.count({ route: '/v1/files/:key' })).toBe(2);
      expect(calls.count({ tier: 1, status: 200 })).toBe(1);
      expect(calls.count({ tier: 3, user: 'Ines Okafor' })).toBe(2);
      expect(calls.count({ user: 'Mateo Lindqvist' })).toBe(0);
      expect(calls.count({ origin: 'web' })).toBe(0);
      expect(calls.count({ method: 'POST', user: undefined })).toBe(0);
    });
  });
});

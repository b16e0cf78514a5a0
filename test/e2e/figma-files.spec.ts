import { setImmediate as nextTurn } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import type { FigmaSandbox } from '@figbridge/figma-sandbox';
import { request, type Dispatcher } from 'undici';
import { userIdOf } from '../../src/auth/subject.js';
import { CacheStore } from '../../src/figma/cache/cache.store.js';
import { Background } from '../../src/figma/files/background.js';
import { startApp, type TestApp } from '../support/app.js';
import { jwtFor } from '../support/jwt.js';
import { createSmallSandbox, keys } from './figma-seed.js';

const fileRoute = '/v1/files/:file_key';
const commentsRoute = '/v1/files/:file_key/comments';
const pathOf = (key: string): string => `/api/integrations/figma/files/${key}`;

let sandbox: FigmaSandbox;
let app: TestApp;
let user: string;
let nextUser = 0;

beforeAll(async () => {
  sandbox = await createSmallSandbox();
  app = await startApp({ sandbox, env: { DOCS_ENABLED: 'false' } });
});

afterAll(async () => {
  await app.close();
  await sandbox.close();
});

beforeEach(async () => {
  nextUser += 1;
  user = `reader-${nextUser}`;
  sandbox.faults.clear();
  await app.connect(user, 'ana');
  sandbox.calls.clear();
});

interface RawAnswer {
  readonly status: number;
  readonly headers: Dispatcher.ResponseData['headers'];
  readonly body: Buffer;
}

/** Bytes as they travel: fetch would decode them. */
async function raw(path: string, headers: Record<string, string> = {}, as = user): Promise<RawAnswer> {
  const authorization = `Bearer ${jwtFor(as)}`;
  const response = await request(new URL(path, app.url), { headers: { authorization, ...headers } });
  return {
    status: response.statusCode,
    headers: response.headers,
    body: Buffer.from(await response.body.arrayBuffer()),
  };
}

/** Every copy of this kind was fetched two days ago and expired yesterday. */
async function expire(resource: string): Promise<void> {
  await app.database.query(
    `UPDATE figma_cache_entries SET fetched_at = now() - interval '2 days', expires_at = now() - interval '1 day'
      WHERE resource = $1`,
    [resource],
  );
}

describe('a file', () => {
  it("comes as Figma's own bytes, in the coding they came in, and then from the cache", async () => {
    const first = await raw(pathOf(keys.checkout), { 'accept-encoding': 'gzip' });
    expect(first.status).toBe(200);
    expect(first.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-encoding': 'gzip',
      'content-length': String(first.body.length),
      'cache-control': 'private, no-cache',
      'cache-status': 'figbridge; fwd=uri-miss; stored',
      'x-content-type-options': 'nosniff',
    });
    expect(first.headers.vary).toContain('Authorization, Accept-Encoding');
    expect(first.headers.etag).toMatch(/^"[\w-]{43}-gzip"$/);
    expect(first.headers.age).toBeUndefined();
    const second = await raw(pathOf(keys.checkout), { 'accept-encoding': 'gzip' });
    expect(second.body.equals(first.body)).toBe(true);
    expect(second.headers['cache-status']).toMatch(/^figbridge; hit; ttl=863\d\d$/);
    expect(second.headers.age).toMatch(/^\d$/);
    expect(sandbox.calls.count({ route: fileRoute })).toBe(1);
    expect(JSON.parse(gunzipSync(first.body).toString())).toMatchObject({
      name: 'Checkout <img onerror=x> \u202e',
      role: 'owner',
    });
  });

  it('is decoded for clients that do not take gzip, under a tag of its own', async () => {
    const zipped = await raw(pathOf(keys.checkout), { 'accept-encoding': 'gzip' });
    for (const coding of [null, 'gzip;q=0', 'br']) {
      const plain = await raw(pathOf(keys.checkout), coding === null ? {} : { 'accept-encoding': coding });
      expect(plain.headers['content-encoding']).toBeUndefined();
      expect(plain.body.equals(gunzipSync(zipped.body))).toBe(true);
      expect(plain.headers.etag).toBe(String(zipped.headers.etag).replace('-gzip', ''));
    }
  });

  it('is not sent again to who has it, in either coding', async () => {
    const { headers } = await raw(pathOf(keys.checkout), { 'accept-encoding': 'gzip' });
    const tag = String(headers.etag);
    for (const known of [tag, tag.replace('-gzip', ''), `W/${tag}`, `"x", ${tag}`, '*']) {
      const answer = await raw(pathOf(keys.checkout), { 'if-none-match': known });
      expect(answer.status).toBe(304);
      expect(answer.body).toHaveLength(0);
      expect(answer.headers).toMatchObject({
        'cache-control': 'private, no-cache',
        'cache-status': expect.stringContaining('hit'),
      });
    }
    expect((await raw(pathOf(keys.checkout), { 'if-none-match': '"other"' })).status).toBe(200);
    expect(sandbox.calls.count({ route: fileRoute })).toBe(1);
  });

  it('is read anew for no-cache', async () => {
    await raw(pathOf(keys.icons));
    sandbox.state.editFile(keys.icons, { rename: 'Icons 2' });
    const fresh = await raw(pathOf(keys.icons), { 'cache-control': 'no-cache' });
    expect(fresh.headers['cache-status']).toBe('figbridge; fwd=request; stored');
    expect(JSON.parse(fresh.body.toString()).name).toBe('Icons 2');
    expect((await raw(pathOf(keys.icons))).body.equals(fresh.body)).toBe(true);
    sandbox.state.editFile(keys.icons, { rename: 'Icons' });
  });

  it('is kept apart by its parameters, which Figma gets normalised', async () => {
    await raw(pathOf(keys.checkout));
    await raw(`${pathOf(keys.checkout)}?depth=1`);
    const ids = await raw(`${pathOf(keys.checkout)}?ids=0-1,0-2&unknown=1`);
    const same = await raw(`${pathOf(keys.checkout)}?ids=0:2,0:1,0:2`);
    expect(ids.headers['cache-status']).toBe('figbridge; fwd=uri-miss; stored');
    expect(same.headers['cache-status']).toMatch(/hit/);
    expect(sandbox.calls.to(fileRoute).map((call) => call.query)).toEqual([{}, { depth: '1' }, { ids: '0:1,0:2' }]);
  });

  it('answers for a branch by its own key', async () => {
    const branch = await app.json(pathOf(keys.branch), { user });
    expect(branch.name).toBe('Branch');
  });

  it('is asked of Figma once by equal requests at the same time', async () => {
    const hold = sandbox.hold(fileRoute, { at: 'answer' });
    const first = raw(pathOf(keys.checkout));
    await hold.arrived;
    const lookups = jest.spyOn(app.app.get(CacheStore), 'find');
    const others = Array.from({ length: 5 }, () => raw(pathOf(keys.checkout)));
    while (lookups.mock.results.length < 5) await nextTurn();
    await Promise.all(lookups.mock.results.map((result) => result.value));
    await nextTurn();
    hold.release();
    const answers = await Promise.all([first, ...others]);
    lookups.mockRestore();
    expect(new Set(answers.map((answer) => answer.body.toString())).size).toBe(1);
    expect(answers.map((answer) => answer.headers['cache-status'])).toEqual([
      'figbridge; fwd=uri-miss; stored',
      ...others.map(() => 'figbridge; fwd=uri-miss; collapsed'),
    ]);
    expect(sandbox.calls.count({ route: fileRoute })).toBe(1);
  });

  it('is never read from the copy of somebody else, nor by their tag', async () => {
    const { headers } = await raw(pathOf(keys.private));
    const other = `${user}-other`;
    await app.connect(other, 'bo');
    const refused = await raw(pathOf(keys.private), { 'if-none-match': String(headers.etag) }, other);
    expect(refused.status).toBe(404);
    expect(JSON.parse(refused.body.toString())).toMatchObject({ code: 'not_found' });
    expect(sandbox.calls.to(fileRoute).map((call) => call.user)).toEqual(['Ana', 'Bo']);
  });

  it('is gone for who has disconnected, and for who never connected', async () => {
    await raw(pathOf(keys.checkout));
    await app.call('/api/integrations/figma', { user, method: 'DELETE' });
    for (const who of [user, 'stranger']) {
      expect(await app.json(pathOf(keys.checkout), { user: who })).toMatchObject({
        statusCode: 404,
        code: 'not_connected',
      });
    }
    const rows = await app.database.query('SELECT 1 FROM figma_files_cache WHERE user_id = $1', [
      userIdOf({ sub: user }),
    ]);
    expect(rows).toEqual([]);
  });

  it('that arrives after a disconnect is not kept', async () => {
    const hold = sandbox.hold(fileRoute, { at: 'answer' });
    const reading = raw(pathOf(keys.checkout));
    await hold.arrived;
    await app.call('/api/integrations/figma', { user, method: 'DELETE' });
    hold.release();
    expect((await reading).status).toBe(404);
    for (const table of ['figma_cache_entries', 'figma_files_cache']) {
      const rows = await app.database.query(`SELECT 1 FROM ${table} WHERE user_id = $1`, [userIdOf({ sub: user })]);
      expect(rows).toEqual([]);
    }
  });

  it('goes from the cache as soon as Figma refuses it', async () => {
    await raw(pathOf(keys.checkout));
    sandbox.faults.set(fileRoute, { status: 403, body: { status: 403, err: 'Forbidden' }, times: 1 });
    expect(await app.json(pathOf(keys.checkout), { user, headers: { 'cache-control': 'no-cache' } })).toMatchObject({
      code: 'forbidden',
    });
    expect((await raw(pathOf(keys.checkout))).headers['cache-status']).toBe('figbridge; fwd=uri-miss; stored');
  });
});

describe('the row in figma_files_cache', () => {
  const idle = (): Promise<void> => app.app.get(Background).idle();
  const rowsOf = (key: string) =>
    app.database.query('SELECT * FROM figma_files_cache WHERE user_id = $1 AND file_key = $2', [
      userIdOf({ sub: user }),
      key,
    ]);

  it('is there with the answer and filled soon after', async () => {
    const { body } = await raw(pathOf(keys.checkout));
    expect(await rowsOf(keys.checkout)).toHaveLength(1);
    await raw(pathOf(keys.checkout));
    await idle();
    const file = JSON.parse(body.toString());
    expect(await rowsOf(keys.checkout)).toMatchObject([
      {
        file_name: file.name,
        version: file.version,
        thumbnail_url: file.thumbnailUrl,
        last_modified: new Date(file.lastModified),
        cached_data: file,
        access_count: 2,
      },
    ]);
    const [{ hours }] = (await app.database.query(
      'SELECT round(extract(epoch FROM max(expires_at - cached_at)) / 3600)::int AS hours FROM figma_files_cache',
    )) as [{ hours: number }];
    expect(hours).toBe(24);
  });

  it('holds no document of a part, and nothing of an old version', async () => {
    await raw(`${pathOf(keys.checkout)}?depth=1`);
    await idle();
    expect(await rowsOf(keys.checkout)).toMatchObject([{ file_name: expect.any(String), cached_data: null }]);
    const [first] = sandbox.state.file(keys.icons).versions;
    await raw(`${pathOf(keys.icons)}?version=${first!.id}`);
    await idle();
    expect(await rowsOf(keys.icons)).toMatchObject([{ file_name: null, cached_data: null, access_count: 1 }]);
  });

  it('goes without a document that is no JSONB, and the answer is not touched', async () => {
    const body = String.raw`{"name":"a\u0000b","document":{"x":"\ud800"},"version":"1"}`;
    sandbox.faults.set(fileRoute, { status: 200, body, headers: { 'content-type': 'application/json' } });
    expect((await raw(pathOf(keys.checkout))).body.toString()).toBe(body);
    await idle();
    expect(await rowsOf(keys.checkout)).toMatchObject([{ file_name: 'ab', version: '1', cached_data: null }]);
  });
});

describe('trouble at Figma', () => {
  const limited = {
    status: 429,
    body: { status: 429, err: 'Rate limit exceeded' },
    headers: { 'retry-after': '344907', 'x-figma-plan-tier': 'starter', 'x-figma-rate-limit-type': 'low' },
  };

  it.each([
    ['a limit', limited, 'provider_rate_limited'],
    ['a 500', { status: 500 }, 'provider_error'],
    ['HTML', { html: true as const }, 'provider_error'],
    ['HTML with 200', { html: '<html></html>', status: 200 }, 'provider_bad_response'],
    ['a cut answer', { truncate: true as const }, 'provider_'],
    ['a reset', { reset: true }, 'provider_error'],
    ['a redirect', { redirect: 'http://127.0.0.1:9/' }, 'provider_bad_response'],
    [
      '400 Request too large',
      { status: 400, body: { err: 'Request too large. If applicable, filter by query params.' } },
      'provider_response_too_large',
    ],
  ])('of %s is hidden by the last copy, and said', async (_, fault, code) => {
    const good = await raw(pathOf(keys.checkout));
    sandbox.faults.set(fileRoute, fault);
    const fresh = await raw(pathOf(keys.checkout), { 'cache-control': 'no-cache' });
    expect(fresh.status).toBe(200);
    expect(fresh.headers['cache-status']).toMatch(new RegExp(`^figbridge; hit; ttl=86\\d+; detail=${code}`));
    await expire('file');
    const stale = await raw(pathOf(keys.checkout));
    expect(stale.body.equals(good.body)).toBe(true);
    expect(stale.headers['cache-status']).toMatch(new RegExp(`^figbridge; hit; ttl=-864\\d\\d; detail=${code}`));
    expect(Number(stale.headers.age)).toBeGreaterThanOrEqual(172_800);
  });

  it('is an error when there is no copy, with what helps and no word of Figma', async () => {
    sandbox.faults.set(fileRoute, limited);
    const answer = await app.call(pathOf(keys.checkout), { user });
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('344907');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.json()).toMatchObject({
      code: 'provider_rate_limited',
      retryAfter: 344_907,
      planTier: 'starter',
      rateLimitType: 'low',
      upgradeLink: null,
    });
    sandbox.faults.set(fileRoute, { status: 500, body: { err: 'CANARY at /srv/app.rb' } });
    const failed = await (await app.call(pathOf(keys.checkout), { user })).text();
    expect(failed).not.toContain('CANARY');
    expect(JSON.parse(failed)).toMatchObject({ statusCode: 502, code: 'provider_error' });
  });

  it('does not hide a refusal', async () => {
    await raw(pathOf(keys.checkout));
    await expire('file');
    sandbox.faults.set(fileRoute, { status: 403, body: { err: 'Limited by Figma plan' } });
    expect(await app.json(pathOf(keys.checkout), { user })).toMatchObject({ statusCode: 403, code: 'plan_required' });
  });

  it('is told apart from kinds of files that the API does not give', async () => {
    expect(await app.json(pathOf(keys.slides), { user })).toMatchObject({
      statusCode: 400,
      code: 'unsupported_file_type',
    });
  });
});

describe('the access token', () => {
  it('is refreshed once when Figma refuses it, and nobody notices', async () => {
    sandbox.faults.set(fileRoute, { status: 403, body: { status: 403, err: 'Invalid token' }, times: 1 });
    await app.database.query(
      `UPDATE oauth_grants SET refreshed_at = now() - interval '1 hour', updated_at = now() - interval '1 hour'`,
    );
    expect((await raw(pathOf(keys.checkout))).status).toBe(200);
    expect(sandbox.calls.count({ route: fileRoute })).toBe(2);
    expect(sandbox.calls.count({ route: '/v1/oauth/refresh' })).toBe(1);
  });

  it('that stays refused ends in 409 and no copy', async () => {
    await raw(pathOf(keys.checkout));
    sandbox.state.revokeTokens('ana');
    const answer = await app.json(pathOf(keys.checkout), { user, headers: { 'cache-control': 'no-cache' } });
    expect(answer).toMatchObject({ statusCode: 409, code: 'reconnect_required' });
  });
});

describe('bad keys and parameters', () => {
  it.each([
    'k'.repeat(129),
    '..%2f..%2fme',
    '%2e%2e%2f',
    '%00',
    '%E0%A4%A',
    'a%2fb',
    'a%3Fx',
    'a%23',
    '%F0%9F%98%80',
    'key;x=1',
    'https%3A%2F%2Fwww.figma.com%2Ffile%2Fabc',
  ])('%s is refused and Figma is not asked', async (key) => {
    for (const route of ['files', 'comments']) {
      const answer = await raw(`/api/integrations/figma/${route}/${key}`);
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.body.toString())).toMatchObject({ code: 'invalid_request', statusCode: 400 });
      expect(answer.headers).toMatchObject({
        'cache-control': 'no-store',
        'content-type': 'application/json; charset=utf-8',
      });
    }
    expect(sandbox.calls.count({ origin: 'api' })).toBe(0);
  });

  it.each([
    'depth=-1',
    'depth=1e9',
    'depth=abc',
    'depth=1&depth=2',
    `ids=${'1:2,'.repeat(2500)}1:2`,
    'geometry=x',
    'version=%2e%2e%2f',
  ])('?%s is refused and Figma is not asked', async (query) => {
    expect((await raw(`${pathOf(keys.checkout)}?${query}`)).status).toBe(400);
    expect(sandbox.calls.count({ origin: 'api' })).toBe(0);
  });

  it.each(['-', 'Unknown', 'k'.repeat(100)])('a well-formed key that is unknown is not found: %s', async (key) => {
    expect((await raw(pathOf(key))).status).toBe(404);
  });

  it('needs a JWT first', async () => {
    expect((await app.call(pathOf('..%2fme'))).status).toBe(401);
    expect(sandbox.calls.count({ origin: 'api' })).toBe(0);
  });
});

describe('comments', () => {
  const path = `/api/integrations/figma/comments/${keys.checkout}`;

  it('come as Figma sent them and are fresh for a minute', async () => {
    const first = await raw(path);
    expect(JSON.parse(first.body.toString()).comments).toHaveLength(2);
    expect(first.headers['cache-status']).toBe('figbridge; fwd=uri-miss; stored');
    expect((await raw(path)).headers['cache-status']).toMatch(/^figbridge; hit; ttl=(5\d|60)$/);
    await expire('comments');
    expect((await raw(path)).headers['cache-status']).toBe('figbridge; fwd=stale; stored');
    expect(sandbox.calls.count({ route: commentsRoute })).toBe(2);
  });

  it('are not those of the file with Markdown', async () => {
    await raw(path);
    expect((await raw(`${path}?as_md=true`)).headers['cache-status']).toBe('figbridge; fwd=uri-miss; stored');
    expect(sandbox.calls.last(commentsRoute)!.query).toEqual({ as_md: 'true' });
  });

  it('of a file that one cannot see are not found', async () => {
    const other = `${user}-other`;
    await app.connect(other, 'bo');
    expect(await app.json(`/api/integrations/figma/comments/${keys.private}`, { user: other })).toMatchObject({
      statusCode: 404,
    });
  });
});

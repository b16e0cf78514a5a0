import type { FigmaSandbox } from '@figbridge/figma-sandbox';
import { userIdOf } from '../../src/auth/subject.js';
import type { ListingDto } from '../../src/figma/listing/listing.dto.js';
import { startApp, type TestApp } from '../support/app.js';
import { createSmallSandbox, keys, teams } from './figma-seed.js';

const path = '/api/integrations/figma/files';
const teamRoute = '/v2/teams/:team_id/folders';
const filesRoute = '/v2/folders/:folder_id/files';
const metaRoute = '/v1/files/:file_key/meta';

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
  user = `lister-${nextUser}`;
  sandbox.faults.clear();
  await app.connect(user, 'bo');
  sandbox.calls.clear();
});

const pin = (teamIds: string[], files: string[] = [], on = app): Promise<Response> =>
  on.call('/api/integrations/figma/settings', { user, method: 'PUT', body: { teamIds, files } });
const keysOf = (files: ListingDto['files']): string[] => files.map((file) => file.key);
const noCache = { 'cache-control': 'no-cache' };

it('lists nested folders flat, with signed thumbnails, and says who asks', async () => {
  await pin([teams.design]);
  const listing = await app.json<ListingDto>(path, { user });
  expect(listing).toMatchObject({
    teamId: teams.design,
    user: { id: '1000000000000000002', email: 'bo@example.com', handle: 'Bo' },
    listing: { available: true, reason: null, problems: [] },
  });
  expect(listing.projects.map((project) => [project.id, project.name, project.parentId])).toEqual([
    ['501', 'App', null],
    ['502', 'Deep', '501'],
  ]);
  const checkout = listing.projects[0]!.files[0]!;
  expect(Object.keys(checkout)).toEqual(['key', 'name', 'thumbnail_url', 'last_modified', 'version']);
  expect(checkout).toMatchObject({ key: keys.checkout, last_modified: '2026-05-05T10:00:00Z', version: null });
  expect(checkout.thumbnail_url).toMatch(new RegExp(`^${app.config.publicUrl}/assets/thumbnail/`));
  expect(keysOf(listing.files)).toEqual([keys.checkout, keys.icons, keys.slides, keys.nested]);
  const rows = await app.database.query<{ file_key: string }>(
    'SELECT file_key FROM figma_files_cache WHERE user_id = $1',
    [userIdOf({ sub: user })],
  );
  expect(rows.map((row) => row.file_key).sort()).toEqual(keysOf(listing.files).sort());
});

it('is kept for a day with thumbnails that work, and read anew for no-cache', async () => {
  await pin([teams.design]);
  const first = await app.call(path, { user });
  expect(first.headers.get('cache-status')).toBe('figbridge; fwd=uri-miss; stored');
  expect(first.headers.get('cache-control')).toBe('private, no-cache');
  sandbox.calls.clear();
  const second = await app.call(path, { user });
  expect(second.headers.get('cache-status')).toMatch(/^figbridge; hit; ttl=863\d\d$/);
  expect(await second.text()).toBe(await first.text());
  expect(sandbox.calls.count({ origin: 'api' })).toBe(0);
  const same = await app.call(path, { user, headers: { 'if-none-match': second.headers.get('etag')! } });
  expect(same.status).toBe(304);
  sandbox.state.editFile(keys.icons, { rename: 'Icons II' });
  const fresh = await app.json<ListingDto>(path, { user, headers: noCache });
  expect(fresh.files.map((file) => file.name)).toContain('Icons II');
  sandbox.state.editFile(keys.icons, { rename: 'Icons' });
});

it('shows its thumbnails to an <img> without a JWT, and to nobody with a changed URL', async () => {
  await pin([teams.design]);
  const { files } = await app.json<ListingDto>(path, { user });
  const url = new URL(files[0]!.thumbnail_url!);
  const image = await app.call(`${url.pathname}${url.search}`);
  expect(image.status).toBe(200);
  expect(Object.fromEntries(image.headers)).toMatchObject({
    'content-type': 'image/png',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': 'private, max-age=3600',
  });
  expect(
    Buffer.from(await image.arrayBuffer())
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG');
  expect(sandbox.calls.where({ origin: 'asset' }).map((call) => call.headers.authorization)).toEqual([undefined]);
  const same = await app.call(`${url.pathname}${url.search}`, {
    headers: { 'if-none-match': image.headers.get('etag')! },
  });
  expect(same.status).toBe(304);
  for (const changed of [
    url.pathname,
    `${url.pathname}x${url.search}`,
    `${url.pathname}${url.search}x`,
    `${url.pathname}${url.search}&s=x`,
  ]) {
    const refused = await app.call(changed);
    expect(refused.status).toBe(404);
    expect(await refused.json()).toMatchObject({ code: 'not_found' });
  }
  await app.call('/api/integrations/figma', { user, method: 'DELETE' });
  expect((await app.call(`${url.pathname}${url.search}`)).status).toBe(404);
});

it('says that no team is known', async () => {
  expect(await app.json<ListingDto>(path, { user })).toMatchObject({
    teamId: null,
    projects: [],
    files: [],
    listing: { available: false, reason: 'no_team' },
  });
  expect(sandbox.calls.count({ origin: 'api' })).toBe(0);
});

it('follows changed settings at once', async () => {
  await app.json<ListingDto>(path, { user });
  await pin([], [keys.icons]);
  const { files } = await app.json<ListingDto>(path, { user });
  expect(keysOf(files)).toEqual([keys.icons]);
});

it('adds pinned files by their metadata, once each, and never asks Tier 1', async () => {
  await pin([teams.design], [keys.checkout, keys.branch, keys.private]);
  const listing = await app.json<ListingDto>(path, { user });
  expect(keysOf(listing.files)).toEqual([keys.checkout, keys.icons, keys.slides, keys.nested, keys.branch]);
  expect(listing.files.at(-1)).toMatchObject({ name: 'Branch', version: expect.any(String) });
  expect(listing.listing.problems).toEqual([
    { teamId: null, folderId: null, fileKey: keys.private, code: 'not_found' },
  ]);
  expect(sandbox.calls.count({ route: metaRoute })).toBe(2);
  expect(sandbox.calls.count({ tier: 1 })).toBe(0);
});

it('reports a team that one may not see and lists the others', async () => {
  await pin([teams.secret, teams.design]);
  const listing = await app.json<ListingDto>(path, { user });
  expect(listing.teamId).toBe(teams.secret);
  expect(listing.files).toHaveLength(4);
  expect(listing.listing).toEqual({
    available: true,
    reason: null,
    problems: [{ teamId: teams.secret, folderId: null, fileKey: null, code: 'forbidden' }],
  });
});

describe('a team that is asked for', () => {
  it('is listed although it is not pinned', async () => {
    const listing = await app.json<ListingDto>(`${path}?teamId=${teams.design}`, { user });
    expect(listing).toMatchObject({ teamId: teams.design, listing: { available: true } });
    expect(listing.files).toHaveLength(4);
  });

  it.each([
    ['that one may not see', teams.secret, 403, 'forbidden'],
    ['that does not exist', '42', 404, 'not_found'],
  ])('%s is an error, also when files are pinned', async (_, teamId, statusCode, code) => {
    await pin([teamId], [keys.icons]);
    await app.json<ListingDto>(path, { user });
    expect(await app.json<ListingDto>(`${path}?teamId=${teamId}`, { user })).toMatchObject({ statusCode, code });
  });

  it.each(['abc', '', '-1', '../1', '1'.repeat(33), '1&teamId=2'])('must be one id, not %s', async (teamId) => {
    expect(await app.json<ListingDto>(`${path}?teamId=${teamId}`, { user })).toMatchObject({
      statusCode: 400,
      code: 'invalid_request',
    });
    expect(sandbox.calls.count({ origin: 'api' })).toBe(0);
  });
});

describe('trouble at Figma', () => {
  const limited = { status: 429, body: { err: 'Rate limit exceeded' }, headers: { 'retry-after': '30' } };

  it('leaves a complete copy in place', async () => {
    await pin([teams.design]);
    const complete = await app.json<ListingDto>(path, { user });
    sandbox.faults.set(filesRoute, limited);
    const answer = await app.call(path, { user, headers: noCache });
    expect(answer.headers.get('cache-status')).toMatch(/^figbridge; hit; ttl=86\d+; detail=provider_rate_limited$/);
    expect(((await answer.json()) as ListingDto).files).toEqual(complete.files);
  });

  it('without a copy shows what there is, says what is missing, and is soon tried again', async () => {
    await pin([teams.design], [keys.branch]);
    sandbox.faults.set(filesRoute, limited);
    const answer = await app.call(path, { user });
    const listing = (await answer.json()) as ListingDto;
    expect(keysOf(listing.files)).toEqual([keys.branch]);
    expect(listing.listing.problems).toEqual([
      { teamId: teams.design, folderId: '501', fileKey: null, code: 'provider_rate_limited' },
    ]);
    expect(sandbox.calls.count({ route: filesRoute })).toBe(1);
    expect((await app.call(path, { user })).headers.get('cache-status')).toMatch(/hit; ttl=(5\d|60)$/);
  });

  it('that leaves nothing is an error', async () => {
    await pin([teams.design]);
    sandbox.faults.set(teamRoute, limited);
    expect(await app.json<ListingDto>(path, { user })).toMatchObject({
      statusCode: 429,
      code: 'provider_rate_limited',
      retryAfter: 30,
    });
  });
});

it('names the missing scope', async () => {
  await pin([teams.design]);
  const err = 'Invalid scope(s): current_user:read. This endpoint requires the folders:read scope';
  sandbox.faults.set(teamRoute, { status: 403, body: { status: 403, err } });
  expect(await app.json<ListingDto>(path, { user })).toMatchObject({
    statusCode: 403,
    code: 'insufficient_scope',
    error: 'Insufficient permissions',
    missingScopes: ['folders:read'],
  });
});

it('belongs to its user', async () => {
  await pin([teams.design, teams.secret]);
  await app.json<ListingDto>(path, { user });
  const other = `${user}-ana`;
  await app.connect(other, 'ana');
  const listing = await app.json<ListingDto>(`${path}?teamId=${teams.secret}`, { user: other });
  expect(keysOf(listing.files)).toEqual([keys.private]);
  const { files } = await app.json<ListingDto>(path, { user });
  expect(keysOf(files)).not.toContain(keys.private);
});

describe('deployments', () => {
  it('whose app is public say why there are no teams and still list pinned files', async () => {
    const own = await createSmallSandbox();
    const open = await startApp({
      sandbox: own,
      env: { DOCS_ENABLED: 'false', FIGMA_APP_KIND: 'public', FIGMA_TEAM_IDS: teams.design },
    });
    try {
      await open.connect(user, 'bo');
      await pin([], [keys.icons], open);
      own.calls.clear();
      const listing = await open.json<ListingDto>(path, { user });
      expect(listing).toMatchObject({
        teamId: teams.design,
        projects: [],
        listing: { available: false, reason: 'public_app' },
      });
      expect(keysOf(listing.files)).toEqual([keys.icons]);
      expect(own.calls.count({ route: teamRoute })).toBe(0);
    } finally {
      await open.close();
      await own.close();
    }
  });

  it('with the scope of old fall back to projects, after the configured teams come the own ones', async () => {
    const own = await createSmallSandbox();
    const scopes = 'current_user:read file_content:read file_metadata:read projects:read';
    const old = await startApp({
      sandbox: own,
      env: { DOCS_ENABLED: 'false', FIGMA_SCOPES: scopes, FIGMA_TEAM_IDS: teams.design },
    });
    try {
      await old.connect(user, 'ana');
      await pin([teams.secret], [], old);
      const listing = await old.json<ListingDto>(path, { user });
      expect(listing.teamId).toBe(teams.design);
      expect(listing.projects.map((project) => project.name)).toEqual(['App', 'Vault']);
    } finally {
      await old.close();
      await own.close();
    }
  });

  it('without credentials answer 503 on every route', async () => {
    const own = await createSmallSandbox();
    const bare = await startApp({
      sandbox: own,
      env: { DOCS_ENABLED: 'false', FIGMA_CLIENT_ID: '', FIGMA_CLIENT_SECRET: '' },
    });
    try {
      const calls = [
        ['GET', path],
        ['GET', `${path}/${keys.icons}`],
        ['GET', `/api/integrations/figma/comments/..%2f`],
        ['GET', '/api/integrations/figma/settings'],
        ['PUT', '/api/integrations/figma/settings'],
        ['POST', '/api/integrations/figma/resolve'],
      ] as const;
      for (const [method, route] of calls) {
        const body = method === 'GET' ? {} : { body: { url: 'x' } };
        expect(await bare.json(route, { user, method, ...body })).toMatchObject({
          statusCode: 503,
          code: 'provider_not_configured',
          error: 'Figma OAuth not configured. Please contact administrator.',
        });
      }
    } finally {
      await bare.close();
      await own.close();
    }
  });
});

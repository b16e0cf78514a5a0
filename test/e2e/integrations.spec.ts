import { startApp, type TestApp } from '../support/app.js';
import { expectError } from '../support/error-body.js';
import { consentedFlow, callBack } from '../support/flows.js';
import { fileKey, smallTeam } from '../support/team-seed.js';

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

interface Integration {
  readonly connectedAt: string | null;
  readonly lastUsed: string | null;
}

describe('the list of integrations', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ seed: smallTeam });
  });
  afterAll(() => app.close());

  const list = (user: string, query = '') =>
    app.json<{ integrations: Integration[]; providers: unknown[] }>(`/api/integrations${query}`, { user });
  const only = async (user: string): Promise<Integration> => {
    const { integrations } = await list(user);
    expect(integrations).toHaveLength(1);
    return integrations[0]!;
  };
  const disconnect = (user: string) => app.call('/api/integrations/figma', { user, method: 'DELETE' });

  it('is empty for a new user and names the three providers', async () => {
    expect(await list('newcomer')).toEqual({
      integrations: [],
      providers: [
        { provider: 'figma', name: 'Figma', configured: true },
        { provider: 'github', name: 'GitHub', configured: false },
        { provider: 'slack', name: 'Slack', configured: false },
      ],
    });
  });

  it("has exactly the contract's members for a connection", async () => {
    await app.connect('member', 'ben');
    const connection = await only('member');
    expect(connection).toEqual({
      provider: 'figma',
      connected: true,
      connectedAt: expect.stringMatching(isoTime) as string,
      lastUsed: null,
      providerUsername: 'ben@studio.example',
      scopes: [...app.config.figma.scopes],
      status: 'connected',
      statusReason: null,
      expiresAt: expect.stringMatching(isoTime) as string,
      account: {
        id: '900000000000000002',
        handle: 'Ben',
        email: 'ben@studio.example',
        avatarUrl: expect.stringContaining(`${app.config.publicUrl}/assets/avatar/`) as string,
      },
    });
    expect(Math.abs(Date.now() - Date.parse(connection.connectedAt!))).toBeLessThan(60_000);
  });

  it('shows lastUsed once data was read, and not before', async () => {
    await app.connect('reader');
    expect((await only('reader')).lastUsed).toBeNull();
    await list('reader');
    expect((await only('reader')).lastUsed).toBeNull();
    const file = await app.call(`/api/integrations/figma/comments/${fileKey}`, { user: 'reader' });
    expect(file.status).toBe(200);
    const { lastUsed } = await only('reader');
    expect(lastUsed).toMatch(isoTime);
    expect(Math.abs(Date.now() - Date.parse(lastUsed!))).toBeLessThan(60_000);
  });

  it('keeps connectedAt through a second consent, and starts anew after a disconnect', async () => {
    await app.connect('returner');
    const first = await only('returner');
    await app.connect('returner');
    expect((await only('returner')).connectedAt).toBe(first.connectedAt);
    await disconnect('returner');
    await app.connect('returner');
    const { connectedAt, lastUsed } = await only('returner');
    expect(Date.parse(connectedAt!)).toBeGreaterThan(Date.parse(first.connectedAt!));
    expect(lastUsed).toBeNull();
  });

  it('keeps the row of a disconnected user, without anything that worked', async () => {
    await app.connect('former');
    await disconnect('former');
    expect(await only('former')).toMatchObject({
      provider: 'figma',
      connected: false,
      connectedAt: null,
      scopes: [],
      status: 'not_connected',
      statusReason: null,
      expiresAt: null,
      account: null,
    });
  });

  it.each([
    '?user_id=00000000-0000-4000-8000-000000000000',
    '?userId[]=a&connected=true',
    '?provider=github',
    '?a&a=%00',
  ])('is the same whatever the query says: %s', async (query) => {
    await app.connect('asker');
    expect(await list('asker', query)).toEqual(await list('asker'));
  });

  it('is not answered with 304', async () => {
    const response = await app.call('/api/integrations', { user: 'asker', headers: { 'if-none-match': '*' } });
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
  });

  it("shows nobody another user's connection", async () => {
    await app.connect('owner');
    expect((await list('neighbour')).integrations).toEqual([]);
    await expectError(
      await app.call(`/api/integrations/figma/comments/${fileKey}`, { user: 'neighbour' }),
      404,
      'not_connected',
    );
    await expectError(await disconnect('neighbour'), 404, 'not_connected');
    expect(await only('owner')).toMatchObject({ connected: true });
  });

  it('creates the settings row with the connection and keeps it after a disconnect', async () => {
    const settings = () =>
      app.database.query(
        `SELECT s.settings FROM integration_settings s JOIN users u ON u.id = s.user_id
          WHERE u.email = 'collector@example.com' AND s.provider = 'figma'`,
      );
    const { path } = await consentedFlow(app, 'collector');
    expect(await settings()).toEqual([]);
    await callBack(app, path);
    expect(await settings()).toEqual([{ settings: {} }]);
    const teamIds = ['1100000000000000001'];
    await app.call('/api/integrations/figma/settings', {
      user: 'collector',
      method: 'PUT',
      body: { teamIds, files: [] },
    });
    await disconnect('collector');
    await app.connect('collector');
    expect(await settings()).toMatchObject([{ settings: { teamIds } }]);
  });
});

describe('disconnecting', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ seed: smallTeam });
  });
  afterAll(() => app.close());

  const disconnect = (user: string, provider = 'figma', more: object = {}) =>
    app.call(`/api/integrations/${provider}`, { user, method: 'DELETE', ...more });
  const message = 'Figma integration disconnected successfully';

  it('answers 200 again when it is repeated', async () => {
    await app.connect('leaver');
    for (let index = 0; index < 3; index += 1) {
      const response = await disconnect('leaver');
      expect([response.status, await response.json()]).toEqual([200, { message }]);
    }
  });

  it.each(['figma', 'github', 'slack'])('is 404 for a user who never connected %s', async (provider) => {
    await expectError(await disconnect('stranger', provider), 404, 'not_connected');
  });

  it.each([
    'gitlab',
    'FIGMA',
    '__proto__',
    'constructor',
    'toString',
    'x'.repeat(5_000),
    '%00',
    '..%2ffigma',
    'figma%20',
    '😀',
  ])('is 404 for the provider %s', async (provider) => {
    await expectError(await disconnect('stranger', provider), 404, 'unknown_provider');
  });

  it('ignores a body', async () => {
    await app.connect('wordy');
    const response = await disconnect('wordy', 'figma', { body: { user_id: 'somebody else', is_active: true } });
    expect([response.status, await response.json()]).toEqual([200, { message }]);
  });

  it('gives no error to twenty at once, whether there is a connection or not', async () => {
    await app.connect('crowd');
    const many = await Promise.all(Array.from({ length: 20 }, () => disconnect('crowd')));
    expect(many.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    const none = await Promise.all(Array.from({ length: 20 }, () => disconnect('nobody')));
    expect(none.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 404));
  });

  it('and connecting at the same time never end in an error or half a connection', async () => {
    await app.connect('torn');
    const flows = [];
    for (let index = 0; index < 5; index += 1) flows.push(await consentedFlow(app, 'torn'));
    const answers = await Promise.all([
      ...flows.map(({ path }) => app.call(path, { headers: { 'user-agent': 'curl/8' } })),
      ...Array.from({ length: 5 }, () => disconnect('torn')),
    ]);
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    const internal = answers.filter((answer) => answer.headers.get('location')?.includes('internal_error'));
    expect(internal).toEqual([]);
    const [row] = await app.database.query<Record<string, unknown>>(
      `SELECT is_active, access_token IS NOT NULL AS has_token, grant_id IS NOT NULL AS has_grant
         FROM oauth_tokens t JOIN users u ON u.id = t.user_id WHERE u.email = 'torn@example.com'`,
    );
    expect([
      { is_active: true, has_token: true, has_grant: true },
      { is_active: false, has_token: false, has_grant: false },
    ]).toContainEqual(row);
  });

  it('ends the flows that were started before it', async () => {
    await app.connect('changed');
    const { path } = await consentedFlow(app, 'changed');
    await disconnect('changed');
    expect(await callBack(app, path)).toMatchObject({ code: 'state_invalid' });
  });
});

describe('disconnecting on one instance', () => {
  let first: TestApp;
  let second: TestApp;
  beforeAll(async () => {
    first = await startApp({ seed: smallTeam });
    second = await startApp({ database: first.database, sandbox: first.sandbox });
  });
  afterAll(async () => {
    await second.close();
    await first.close();
  });

  const rowOf = (user: string) =>
    first.database.query(
      `SELECT t.is_active, t.access_token, t.refresh_token, t.grant_id, t.scope FROM oauth_tokens t
         JOIN users u ON u.id = t.user_id WHERE u.email = $1`,
      [`${user}@example.com`],
    );
  /** The disconnect has reached the grant that the refresh holds. */
  const someoneWaitsForALock = async (): Promise<void> => {
    for (;;) {
      const waiting = await first.database.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      if (waiting.length > 0) return;
    }
  };
  const wiped = [{ is_active: false, access_token: null, refresh_token: null, grant_id: null, scope: [] }];
  const comments = `/api/integrations/figma/comments/${fileKey}`;

  it('takes effect on every other at once, also for what was cached', async () => {
    await first.connect('everywhere');
    for (const app of [first, second]) expect((await app.call(comments, { user: 'everywhere' })).status).toBe(200);
    await first.call('/api/integrations/figma', { user: 'everywhere', method: 'DELETE' });
    first.sandbox.calls.clear();
    for (const app of [second, first])
      await expectError(await app.call(comments, { user: 'everywhere' }), 404, 'not_connected');
    expect(first.sandbox.calls.all()).toEqual([]);
    expect(await rowOf('everywhere')).toEqual(wiped);
    const [left] = await first.database.query<{ entries: string; files: string }>(
      `SELECT (SELECT count(*) FROM figma_cache_entries e WHERE e.user_id = u.id) AS entries,
              (SELECT count(*) FROM figma_files_cache f WHERE f.user_id = u.id) AS files
         FROM users u WHERE u.email = 'everywhere@example.com'`,
    );
    expect(left).toEqual({ entries: '0', files: '0' });
  });

  it('while another refreshes leaves the user disconnected, whatever the provider answers', async () => {
    await first.connect('midway');
    await first.database.query(
      `UPDATE oauth_tokens SET expires_at = now() + interval '1 minute'
        WHERE user_id = (SELECT id FROM users WHERE email = 'midway@example.com')`,
    );
    const hold = first.sandbox.hold('/v1/oauth/refresh', { at: 'answer' });
    const reading = second.call(comments, { user: 'midway' });
    await hold.arrived;
    const leaving = first.call('/api/integrations/figma', { user: 'midway', method: 'DELETE' });
    await someoneWaitsForALock();
    hold.release();
    expect((await leaving).status).toBe(200);
    expect([200, 404, 409]).toContain((await reading).status);
    expect(await rowOf('midway')).toEqual(wiped);
    await expectError(await second.call(comments, { user: 'midway' }), 404, 'not_connected');
  });
});

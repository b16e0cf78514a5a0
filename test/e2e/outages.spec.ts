import pg from 'pg';
import { startApp, type TestApp } from '../support/app.js';
import { expectError } from '../support/error-body.js';
import { callBack, consentedFlow, programHeaders, tokenCalls } from '../support/flows.js';
import { createTestDatabase, serverUrl, type TestDatabase } from '../support/postgres.js';
import { fileKey, smallTeam } from '../support/team-seed.js';

/** Closes a database to everybody and throws out who is in, as a failover does; `open` undoes it. */
class Outage {
  private constructor(private readonly name: string) {}

  static async begin(database: TestDatabase): Promise<Outage> {
    const outage = new Outage(new URL(database.url).pathname.slice(1));
    await outage.onServer(`ALTER DATABASE "${outage.name}" ALLOW_CONNECTIONS false`);
    await outage.onServer(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${outage.name}' AND pid <> pg_backend_pid()`,
    );
    return outage;
  }

  end(): Promise<void> {
    return this.onServer(`ALTER DATABASE "${this.name}" ALLOW_CONNECTIONS true`);
  }

  private async onServer(sql: string): Promise<void> {
    const client = new pg.Client({ connectionString: serverUrl() });
    await client.connect();
    await client.query(sql);
    await client.end();
  }
}

describe('a database that is away', () => {
  let database: TestDatabase;
  let app: TestApp;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startApp({ seed: smallTeam, database });
    await app.connect('waiting');
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  const requests: [string, string][] = [
    ['GET', '/api/integrations'],
    ['GET', '/api/integrations/figma/auth'],
    ['DELETE', '/api/integrations/figma'],
    ['GET', '/api/integrations/figma/files'],
    ['GET', `/api/integrations/figma/files/${fileKey}`],
    ['GET', `/api/integrations/figma/comments/${fileKey}`],
    ['GET', '/api/integrations/figma/settings'],
  ];

  it('is answered with 503 and Retry-After at once, also to users who were never seen', async () => {
    const outage = await Outage.begin(database);
    try {
      for (const [method, path] of requests) {
        for (const user of ['waiting', 'newcomer']) {
          const startedAt = performance.now();
          const response = await app.call(path, { method, user });
          expect([path, response.headers.get('retry-after')]).toEqual([path, expect.stringMatching(/^[1-9]\d*$/)]);
          await expectError(response, 503, 'unavailable');
          expect(performance.now() - startedAt).toBeLessThan(5_000);
        }
      }
    } finally {
      await outage.end();
    }
  });

  it('makes the instance not ready but alive, and it recovers by itself', async () => {
    const outage = await Outage.begin(database);
    try {
      expect((await app.call('/livez')).status).toBe(200);
      const ready = await app.call('/readyz');
      expect([ready.status, await ready.json()]).toMatchObject([
        503,
        { status: 'unavailable', checks: { database: 'failed' } },
      ]);
    } finally {
      await outage.end();
    }
    expect((await app.call('/readyz')).status).toBe(200);
    const { integrations } = await app.json('/api/integrations', { user: 'waiting' });
    expect(integrations).toMatchObject([{ connected: true }]);
  });

  it('never makes a bad JWT good, nor a good one bad', async () => {
    const outage = await Outage.begin(database);
    try {
      await expectError(await app.call('/api/integrations'), 401, 'unauthorized');
      const response = await app.call('/api/integrations', { headers: { authorization: 'Bearer a.b.c' } });
      await expectError(response, 401, 'unauthorized');
    } finally {
      await outage.end();
    }
  });

  it('sends a browser back to the application with a reference, exchanges nothing, and leaves the state usable', async () => {
    const { path } = await consentedFlow(app, 'interrupted');
    const before = tokenCalls(app);
    const outage = await Outage.begin(database);
    try {
      const outcome = await callBack(app, path);
      expect(outcome).toMatchObject({ httpStatus: 302, path: '/settings/integrations', code: 'internal_error' });
      expect(app.logs.filter((line) => line.includes(outcome.ref!) && line.includes('"level":"error"'))).toHaveLength(
        1,
      );
      const json = await app.call(path, { headers: { ...programHeaders, accept: 'application/json' } });
      await expectError(json, 503, 'unavailable');
      expect(tokenCalls(app)).toBe(before);
    } finally {
      await outage.end();
    }
    expect(await callBack(app, path)).toMatchObject({ status: 'success' });
  });

  it('between the answer of the provider and our commit stores nothing, and says so', async () => {
    const { path } = await consentedFlow(app, 'unlucky');
    const hold = app.sandbox.hold('/v1/me');
    const callback = callBack(app, path);
    await hold.arrived;
    const outage = await Outage.begin(database);
    hold.release();
    try {
      expect(await callback).toMatchObject({ httpStatus: 302, status: 'error', code: 'internal_error' });
    } finally {
      await outage.end();
    }
    expect((await app.json('/api/integrations', { user: 'unlucky' })).integrations).toEqual([]);
  });
});

describe('a service without credentials', () => {
  let configured: TestApp;
  let app: TestApp;
  beforeAll(async () => {
    configured = await startApp({ seed: smallTeam });
    await configured.connect('locked-in');
    const env = { FIGMA_CLIENT_ID: '', FIGMA_CLIENT_SECRET: ' ' };
    app = await startApp({ database: configured.database, sandbox: configured.sandbox, env });
  });
  afterAll(async () => {
    await app.close();
    await configured.close();
  });

  const text = (name: string) => `${name} OAuth not configured. Please contact administrator.`;

  it.each([
    ['GET', '/auth', undefined],
    ['POST', '/confirm', { ticket: 'a' }],
    ['GET', '/files', undefined],
    ['GET', `/files/${fileKey}`, undefined],
    ['GET', '/files/not%20a%20key', undefined],
    ['GET', `/comments/${fileKey}`, undefined],
    ['GET', '/settings', undefined],
    ['PUT', '/settings', { teamIds: [], files: [] }],
    ['POST', '/resolve', { url: 'https://www.figma.com/design/abc' }],
  ])('answers %s figma%s with 503 and the documented text', async (method, path, body) => {
    app.sandbox.calls.clear();
    const request = { method, user: 'locked-in', ...(body ? { body } : {}) };
    const response = await app.call(`/api/integrations/figma${path}`, request);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    expect((await expectError(response, 503, 'provider_not_configured')).error).toBe(text('Figma'));
    expect(app.sandbox.calls.all()).toEqual([]);
  });

  it.each([
    ['github', 'GitHub'],
    ['slack', 'Slack'],
  ])('names %s as it names itself', async (provider, name) => {
    for (const [method, path] of [
      ['GET', 'auth'],
      ['POST', 'confirm'],
    ] as const) {
      const response = await app.call(`/api/integrations/${provider}/${path}`, {
        method,
        user: 'a',
        ...(method === 'POST' ? { body: { ticket: 'a' } } : {}),
      });
      expect((await expectError(response, 503, 'provider_not_configured')).error).toBe(text(name));
    }
  });

  it('asks for the JWT first', async () => {
    await expectError(await app.call('/api/integrations/figma/auth'), 401, 'unauthorized');
  });

  it('refuses a foreign returnTo no earlier than it says that it is not configured', async () => {
    const response = await app.call('/api/integrations/figma/auth?returnTo=//e', { user: 'a' });
    await expectError(response, 503, 'provider_not_configured');
  });

  it('sends a callback back with the fixed word, and spends its state', async () => {
    const { path } = await consentedFlow(configured, 'late');
    expect(await callBack(app, path)).toMatchObject({ status: 'error', code: 'not_configured' });
    expect(await callBack(configured, path)).toMatchObject({ code: 'state_invalid' });
  });

  it('still lists and disconnects', async () => {
    const { integrations, providers } = await app.json('/api/integrations', { user: 'locked-in' });
    expect(integrations).toMatchObject([{ provider: 'figma', connected: true }]);
    expect(providers).toMatchObject([{ provider: 'figma', configured: false }, {}, {}]);
    const response = await app.call('/api/integrations/figma', { user: 'locked-in', method: 'DELETE' });
    expect([response.status, await response.json()]).toEqual([
      200,
      { message: 'Figma integration disconnected successfully' },
    ]);
  });
});

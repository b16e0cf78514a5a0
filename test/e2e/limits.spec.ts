import { randomUUID } from 'node:crypto';
import { startApp, type TestApp } from '../support/app.js';
import { expectError } from '../support/error-body.js';
import { inSeconds, jwtFor } from '../support/jwt.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { describeWithHaproxy, getFrom, type Proxy, startHaproxy } from '../support/proxy.js';
import { describeWithRedis, redisUrl } from '../support/redis.js';
import { smallTeam } from '../support/team-seed.js';

const callback = '/api/integrations/figma/callback';

/** Empty: the limits of a deployment that says nothing. */
const defaults = { THROTTLE_LIMIT: '' };

async function statusesOf(count: number, call: (index: number) => Promise<{ status: number }>): Promise<number[]> {
  const answers = await Promise.all(Array.from({ length: count }, (_, index) => call(index)));
  return answers.map(({ status }) => status);
}

const passed = (statuses: readonly number[]): number => statuses.filter((status) => status !== 429).length;

describe('the limits', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ seed: smallTeam, env: defaults });
  });
  afterAll(() => app.close());

  it('let a user start 30 connections a minute, and say when to come back', async () => {
    const start = (): Promise<Response> => app.call('/api/integrations/figma/auth', { user: 'starter' });
    expect(passed(await statusesOf(30, start))).toBe(30);
    const refused = await start();
    const body = await expectError(refused, 429, 'rate_limited');
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(body.retryAfter).toBe(seconds);
    expect(refused.headers.get('x-ratelimit-limit')).toBe('30');
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(refused.headers.get('x-ratelimit-reset')).toBe(String(seconds));
  });

  it('count a user apart from other users and each class apart from the others', async () => {
    const first = await app.call('/api/integrations', { user: 'starter' });
    expect(first.headers.get('x-ratelimit-limit')).toBe('600');
    expect(first.headers.get('x-ratelimit-remaining')).toBe('599');
    expect((await app.call('/api/integrations/figma/auth', { user: 'another' })).status).toBe(200);
  });

  it('let a user make 600 other requests a minute, with whichever of their tokens', async () => {
    const token = (): string => jwtFor('busy', { claims: { exp: inSeconds(3600), jti: randomUUID() } });
    const call = (): Promise<Response> =>
      app.call('/api/integrations', { headers: { authorization: `Bearer ${token()}` } });
    expect(passed(await statusesOf(640, call))).toBe(600);
  });

  it('let an address make 120 callbacks a minute, whatever it says about itself', async () => {
    const disguised = (index: number): Promise<Response> =>
      app.call(callback, {
        headers: {
          'x-forwarded-for': `203.0.113.${index}`,
          forwarded: `for=203.0.113.${index}`,
          'x-real-ip': `203.0.113.${index}`,
          'cf-connecting-ip': `203.0.113.${index}`,
          'true-client-ip': `203.0.113.${index}`,
          'user-agent': `agent ${index}`,
        },
      });
    expect(passed(await statusesOf(130, disguised))).toBe(120);
  });

  it('are none for the probes', async () => {
    expect(passed(await statusesOf(150, () => app.call('/livez')))).toBe(150);
  });

  it('spend nothing of a connection that is refused', async () => {
    const { stateToken } = await app.json<{ stateToken: string }>('/api/integrations/figma/auth', { user: 'patient' });
    const path = `${callback}?state=${stateToken}&error=access_denied`;
    expect((await app.call(path)).status).toBe(429);
    const rows = await app.database.query(
      'SELECT FROM oauth_state_tokens s JOIN users u ON u.id = s.user_id WHERE u.email = $1 AND consumed_at IS NULL',
      ['patient@example.com'],
    );
    expect(rows).toHaveLength(1);
  });
});

describe('THROTTLE_LIMIT', () => {
  it('replaces the limit of every class', async () => {
    const app = await startApp({ seed: smallTeam, env: { THROTTLE_LIMIT: '3' } });
    try {
      const user = 'u';
      expect(passed(await statusesOf(5, () => app.call('/api/integrations/figma/auth', { user })))).toBe(3);
      expect(passed(await statusesOf(5, () => app.call('/api/integrations', { user })))).toBe(3);
      expect(passed(await statusesOf(5, () => app.call(callback)))).toBe(3);
    } finally {
      await app.close();
    }
  });
});

describe('behind a trusted proxy', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ seed: smallTeam, env: { THROTTLE_LIMIT: '4', TRUST_PROXY: '127.0.0.1, 10.0.0.0/8' } });
  });
  afterAll(() => app.close());

  const from = (forwarded: string, headers: Record<string, string> = {}): Promise<Response> =>
    app.call(callback, { headers: { 'x-forwarded-for': forwarded, ...headers } });

  it.each<[string, (index: number) => string]>([
    ['an address, whatever it claims to stand in for', (index) => `198.51.100.${index}, 203.0.113.1`],
    ['an address behind a second trusted proxy', (index) => `198.51.100.${index}, 203.0.113.2, 10.1.2.3`],
    [
      'an address in any of its forms',
      (index) => ['203.0.113.3', '::ffff:203.0.113.3', '::FFFF:cb00:7103'][index % 3]!,
    ],
    ['an IPv6 network', (index) => `2001:db8:1:1:${(index * 4_099).toString(16)}::${index}`],
    ['IPv6 loopback in any of its forms', (index) => ['::1', '0:0:0:0:0:0:0:1', '0::0001'][index % 3]!],
    ['nonsense', () => 'unknown, _hidden'],
  ])('counts %s as one', async (_, forwarded) => {
    expect(passed(await statusesOf(10, (index) => from(forwarded(index))))).toBe(4);
  });

  it('counts the addresses and networks of different clients apart', async () => {
    const addresses = ['203.0.113.50', '203.0.113.51', '2001:db8:2:1::1', '2001:db8:2:2::1'];
    for (const address of addresses) expect(passed(await statusesOf(6, () => from(address)))).toBe(4);
  });

  it('looks at no other header', async () => {
    const disguised = (index: number): Promise<Response> =>
      from('203.0.113.60', { forwarded: `for=198.51.100.${index}`, 'x-real-ip': `198.51.100.${index}` });
    expect(passed(await statusesOf(10, disguised))).toBe(4);
  });

  it('counts a user by their JWT all the same', async () => {
    const call = (index: number): Promise<Response> =>
      app.call('/api/integrations', { user: 'roaming', headers: { 'x-forwarded-for': `198.51.100.${index}` } });
    expect(passed(await statusesOf(10, call))).toBe(4);
  });
});

describe('with a trusted proxy that somebody goes round', () => {
  it('counts the peer: only the proxy may say who a client is', async () => {
    const app = await startApp({ seed: smallTeam, env: { THROTTLE_LIMIT: '4', TRUST_PROXY: '127.0.0.9' } });
    try {
      const statuses = await statusesOf(10, (index) =>
        app.call(callback, { headers: { 'x-forwarded-for': `198.51.100.${index}` } }),
      );
      expect(passed(statuses)).toBe(4);
    } finally {
      await app.close();
    }
  });
});

describeWithHaproxy('behind haproxy', () => {
  let app: TestApp;
  let proxy: Proxy;
  beforeAll(async () => {
    app = await startApp({ seed: smallTeam, env: { THROTTLE_LIMIT: '4', TRUST_PROXY: '127.0.0.1' } });
    proxy = await startHaproxy([Number(new URL(app.url).port)]);
  });
  afterAll(async () => {
    await proxy.close();
    await app.close();
  });

  it('two clients have two limits, and neither gets more by claiming to be somebody else', async () => {
    const get = async (address: string, index: number): Promise<{ status: number }> => ({
      status: await getFrom(address, proxy.port, callback, { 'x-forwarded-for': `198.51.100.${index}` }),
    });
    expect(passed(await statusesOf(8, (index) => get('127.0.0.2', index)))).toBe(4);
    expect(passed(await statusesOf(8, (index) => get('127.0.0.3', index)))).toBe(4);
    expect(passed(await statusesOf(8, (index) => get('::1', index)))).toBe(4);
    expect(passed(await statusesOf(2, (index) => get('127.0.0.2', index)))).toBe(0);
  });
});

describeWithRedis('two instances with one Redis', 'any', () => {
  let redis: Awaited<ReturnType<typeof redisUrl>>;
  let database: TestDatabase;
  let apps: TestApp[] = [];
  beforeAll(async () => {
    [redis, database] = await Promise.all([redisUrl(), createTestDatabase()]);
    const env = { THROTTLE_LIMIT: '20', REDIS_URL: redis.url };
    const first = await startApp({ seed: smallTeam, env, database });
    apps = [first, await startApp({ env, database, sandbox: first.sandbox })];
    await Promise.all(apps.map(connected));
  });
  afterAll(async () => {
    await Promise.all([...apps].reverse().map((app) => app.close()));
    await Promise.all([redis.close(), database.drop()]);
  });

  /** An instance starts without waiting for Redis. */
  async function connected(app: TestApp): Promise<void> {
    const endsAt = Date.now() + 15_000;
    while ((await app.json<{ status: string }>('/readyz')).status !== 'ok')
      if (Date.now() > endsAt) throw new Error('never connected to Redis');
  }

  it('let a user make as many requests as one instance would', async () => {
    const user = `shared-${randomUUID()}`;
    expect(passed(await statusesOf(60, (index) => apps[index % 2]!.call('/api/integrations', { user })))).toBe(20);
    for (const app of apps) {
      const refused = await app.call('/api/integrations', { user });
      await expectError(refused, 429, 'rate_limited');
      expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    }
  });

  it('go on counting when Redis forgets the script', async () => {
    const user = `flushed-${randomUUID()}`;
    const call = (index: number): Promise<Response> => apps[index % 2]!.call('/api/integrations', { user });
    expect(passed(await statusesOf(10, call))).toBe(10);
    await scriptFlush(redis.url);
    expect(passed(await statusesOf(30, call))).toBe(10);
  });
});

async function scriptFlush(url: string): Promise<void> {
  const { createClient } = await import('@redis/client');
  const client = createClient({ url });
  await client.connect();
  await client.scriptFlush();
  await client.disconnect();
}

import { startApp, type TestApp } from '../support/app.js';
import { expectError } from '../support/error-body.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { describeWithRedis, TestRedis } from '../support/redis.js';
import { smallTeam } from '../support/team-seed.js';

interface Readiness {
  readonly status: string;
  readonly checks: Readonly<Record<string, string>>;
}

const limit = 20;
const longestWaitForRedisMs = 250;

describeWithRedis('with a Redis in trouble', 'own', () => {
  let redis: TestRedis;
  let database: TestDatabase;
  let apps: TestApp[] = [];
  let users = 0;
  /** Of a request: what may be spent on Redis, and several times what a crowd of requests takes here on a good day. */
  let longestMs = Infinity;
  beforeAll(async () => {
    [redis, database] = await Promise.all([TestRedis.start(), createTestDatabase()]);
    const env = { THROTTLE_LIMIT: String(limit), REDIS_URL: redis.url };
    const first = await startApp({ seed: smallTeam, env, database });
    apps = [first, await startApp({ env, database, sandbox: first.sandbox })];
    await readiness('ok');
    await passed(limit, apps);
    const crowd = Array.from({ length: 2 * limit + 10 }, (_, index) => request(apps[index % 2]!, newUser()));
    const usualMs = Math.max(...(await Promise.all(crowd)).map(({ tookMs }) => tookMs));
    longestMs = longestWaitForRedisMs + Math.max(500, 5 * usualMs);
  });
  afterAll(async () => {
    await Promise.all([...apps].reverse().map((app) => app.close()));
    await Promise.all([redis.close(), database.drop()]);
  });

  const newUser = (): string => `user-${(users += 1)}`;

  /** Every instance says so; each of its answers is 200 all the while. */
  async function readiness(status: 'ok' | 'degraded'): Promise<void> {
    const endsAt = Date.now() + 20_000;
    for (const app of apps) {
      for (;;) {
        const response = await app.call('/readyz');
        expect(response.status).toBe(200);
        const { status: said, checks } = (await response.json()) as Readiness;
        expect(checks).toMatchObject({ database: 'ok', redis: said === 'ok' ? 'ok' : 'failed' });
        if (said === status) break;
        if (Date.now() > endsAt) throw new Error(`never became ${status}`);
      }
    }
  }

  async function request(app: TestApp, user: string): Promise<{ status: number; tookMs: number }> {
    const startedAt = performance.now();
    const response = await app.call('/api/integrations', { user });
    const tookMs = performance.now() - startedAt;
    if (response.status === 429) await expectError(response, 429, 'rate_limited');
    else await response.arrayBuffer();
    return { status: response.status, tookMs };
  }

  /** How many of these requests of one user were let through; every one of them was answered, and soon. */
  async function passed(count: number, onApps: readonly TestApp[], user = newUser()): Promise<number> {
    const all = Array.from({ length: count }, (_, index) => request(onApps[index % onApps.length]!, user));
    const answers = await Promise.all(all);
    for (const { status, tookMs } of answers) {
      expect([200, 429]).toContain(status);
      expect(tookMs).toBeLessThan(longestMs);
    }
    return answers.filter(({ status }) => status === 200).length;
  }

  async function expectSharedLimit(): Promise<void> {
    expect(await passed(2 * limit + 10, apps)).toBe(limit);
  }

  async function expectLimitOfEach(): Promise<void> {
    const user = newUser();
    for (const app of apps) expect(await passed(limit + 10, [app], user)).toBe(limit);
  }

  it('each instance counts for itself at the same limit while Redis is dead, and together again afterwards', async () => {
    await expectSharedLimit();
    await redis.kill();
    await expectLimitOfEach();
    await readiness('degraded');
    await redis.start();
    await readiness('ok');
    await expectSharedLimit();
  });

  it('a frozen Redis delays nobody longer than its time, and is taken back when it thaws', async () => {
    redis.freeze();
    try {
      await expectLimitOfEach();
      await readiness('degraded');
    } finally {
      redis.thaw();
    }
    await readiness('ok');
    await expectSharedLimit();
  });

  it('a Redis that takes no writes is done without', async () => {
    await redis.command('CONFIG SET min-replicas-to-write 1');
    try {
      await expectLimitOfEach();
    } finally {
      await redis.command('CONFIG SET min-replicas-to-write 0');
    }
    await readiness('ok');
    await expectSharedLimit();
  });

  it('a Redis out of memory is done without', async () => {
    await redis.command('CONFIG SET maxmemory 1');
    try {
      await expectLimitOfEach();
    } finally {
      await redis.command('CONFIG SET maxmemory 0');
    }
    await readiness('ok');
    await expectSharedLimit();
  });

  it('a Redis that is emptied starts new windows and breaks nothing', async () => {
    const user = newUser();
    expect(await passed(limit, apps, user)).toBe(limit);
    await redis.command('FLUSHALL');
    expect(await passed(limit + 10, apps, user)).toBe(limit);
  });

  it('no request fails while Redis is killed and started under load', async () => {
    const user = newUser();
    let isOver = false;
    const load = async (worker: number): Promise<number[]> => {
      const statuses: number[] = [];
      for (let index = 0; !isOver; index += 1) {
        const { status, tookMs } = await request(apps[index % 2]!, `${user}-${worker}-${Math.floor(index / 10)}`);
        expect(tookMs).toBeLessThan(longestMs);
        statuses.push(status);
      }
      return statuses;
    };
    const workers = Array.from({ length: 4 }, (_, worker) => load(worker));
    try {
      await redis.kill();
      await readiness('degraded');
      await redis.start();
      await readiness('ok');
    } finally {
      isOver = true;
    }
    const statuses = (await Promise.all(workers)).flat();
    expect(statuses.length).toBeGreaterThan(20);
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  it('the log says once that Redis went, however many requests noticed', () => {
    for (const app of apps) {
      const lines = app.logs.filter((line) => line.includes('going on without it'));
      expect(lines.length).toBeGreaterThanOrEqual(1);
      expect(lines.length).toBeLessThanOrEqual(12);
    }
  });
});

describeWithRedis('a Redis that comes after the service', 'own', () => {
  it('is used as soon as it is there', async () => {
    const redis = await TestRedis.start();
    await redis.kill();
    const app = await startApp({ seed: smallTeam, env: { REDIS_URL: redis.url } });
    try {
      expect(await app.json('/readyz')).toEqual({ status: 'degraded', checks: { database: 'ok', redis: 'failed' } });
      expect((await app.call('/api/integrations', { user: 'early' })).status).toBe(200);
      await redis.start();
      const endsAt = Date.now() + 20_000;
      while ((await app.json<Readiness>('/readyz')).status !== 'ok')
        if (Date.now() > endsAt) throw new Error('never taken into use');
      await app.call('/api/integrations', { user: 'late' });
      expect(await redis.command('DBSIZE')).toBe(':1');
    } finally {
      await app.close();
      await redis.close();
    }
  });
});

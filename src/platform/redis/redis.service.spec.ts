import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Config } from '../../config/config.js';
import { HealthRegistry } from '../health/health.registry.js';
import { LogService } from '../logging/log.service.js';
import { RedisService, RedisUnavailableError } from './redis.service.js';

const config = (redisUrl: string | null): Config => ({ redisUrl }) as Config;

/** Understands as much of the protocol as these tests need, and falls silent or complains when told to. */
class FakeRedis {
  mood: 'well' | 'silent' | 'readonly' = 'well';
  commands: string[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  get connections(): number {
    return [...this.sockets].filter(({ closed }) => !closed).length;
  }

  static async start(): Promise<FakeRedis> {
    const server = createServer();
    const fake = new FakeRedis(server);
    server.on('connection', (socket) => fake.serve(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return fake;
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (data: Buffer) => {
      for (const [, name] of data.toString('utf8').matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g)) {
        this.commands.push(name!);
        if (this.mood !== 'silent') socket.write(this.mood === 'well' ? '+PONG\r\n' : '-READONLY no\r\n');
      }
    });
  }
}

describe('Redis', () => {
  let fake: FakeRedis;
  let service: RedisService;
  let health: HealthRegistry;
  let warnings: string[];
  let elapsed = 0;
  beforeEach(async () => {
    const realNow = performance.now.bind(performance);
    elapsed = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => realNow() + elapsed);
    fake = await FakeRedis.start();
    health = new HealthRegistry();
    warnings = [];
    const log = new LogService('warn', { write: (line: string) => void warnings.push(line) });
    service = new RedisService(config(fake.url), health, log);
    await service.onModuleInit();
    await connected();
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await service.onModuleDestroy();
    await fake.close();
  });

  const ping = (): Promise<string> => service.run((client) => client.ping());
  const timed = async (): Promise<number> => {
    const startedAt = Date.now();
    await expect(ping()).rejects.toBeInstanceOf(RedisUnavailableError);
    return Date.now() - startedAt;
  };

  /** The client connects on its own time. */
  async function connected(): Promise<void> {
    const endsAt = Date.now() + 5_000;
    for (;;) {
      const answer = await ping().catch(() => null);
      if (answer === 'PONG') return;
      if (Date.now() > endsAt) throw new Error('never connected');
      elapsed += 1_000;
      await nextTurn();
    }
  }

  it('answers commands while it is well', async () => {
    expect(await ping()).toBe('PONG');
  });

  it('that says nothing is waited for 250 ms by one caller and then by nobody for a second', async () => {
    fake.mood = 'silent';
    expect(await timed()).toBeGreaterThanOrEqual(245);
    const sent = fake.commands.length;
    for (let times = 0; times < 50; times += 1) expect(await timed()).toBeLessThan(100);
    expect(fake.commands).toHaveLength(sent);
    elapsed += 1_000;
    expect(await timed()).toBeGreaterThanOrEqual(245);
  });

  it('that refuses commands is left alone for a second and then asked again', async () => {
    fake.mood = 'readonly';
    await timed();
    fake.mood = 'well';
    await timed();
    elapsed += 1_000;
    expect(await ping()).toBe('PONG');
  });

  it('that goes and comes is reported in one line each time it goes', async () => {
    warnings.length = 0;
    for (let outage = 1; outage <= 2; outage += 1) {
      fake.mood = 'readonly';
      for (let times = 0; times < 5; times += 1) {
        await timed();
        elapsed += 1_000;
      }
      expect(warnings).toHaveLength(outage);
      fake.mood = 'well';
      expect(await ping()).toBe('PONG');
    }
  });

  it('is an optional part of readiness', async () => {
    expect(health.checks).toMatchObject([{ name: 'redis', required: false }]);
    await expect(health.checks[0]!.check()).resolves.toBeUndefined();
    fake.mood = 'readonly';
    await expect(health.checks[0]!.check()).rejects.toBeInstanceOf(RedisUnavailableError);
  });

  it('that throws before anything is sent counts as away', async () => {
    const broken = service.run(() => {
      throw new TypeError('not a command');
    });
    await expect(broken).rejects.toBeInstanceOf(RedisUnavailableError);
  });

  it('that nobody configured is away at once, and no part of readiness', async () => {
    const registry = new HealthRegistry();
    const without = new RedisService(config(null), registry, new LogService('silent'));
    await without.onModuleInit();
    expect([without.isConfigured, registry.checks]).toEqual([false, []]);
    await expect(without.run((client) => client.ping())).rejects.toBeInstanceOf(RedisUnavailableError);
    await without.onModuleDestroy();
  });

  it('is let go when the service stops while the connection is being made', async () => {
    const hasty = new RedisService(config(fake.url), new HealthRegistry(), new LogService('silent'));
    await hasty.onModuleInit();
    await hasty.onModuleDestroy();
    await service.onModuleDestroy();
    const endsAt = Date.now() + 3_000;
    while (fake.connections > 0 && Date.now() < endsAt) await nextTurn();
    expect(fake.connections).toBe(0);
  });

  it('that was never there keeps nobody from starting or stopping', async () => {
    const absent = new RedisService(config('redis://127.0.0.1:1'), new HealthRegistry(), new LogService('silent'));
    await absent.onModuleInit();
    await expect(absent.run((client) => client.ping())).rejects.toBeInstanceOf(RedisUnavailableError);
    await absent.onModuleDestroy();
  });
});

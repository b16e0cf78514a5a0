import { once } from 'node:events';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { createClient } from '@redis/client';
import { Config } from '../../config/config.js';
import { HealthRegistry } from '../health/health.registry.js';
import { LogService } from '../logging/log.service.js';
import { within } from '../timing/within.js';

export type RedisClient = ReturnType<typeof createClient>;

/** Redis is not configured, away, or slow. Callers do without: nothing in Redis is the only copy of anything. */
export class RedisUnavailableError extends Error {
  override readonly name = 'RedisUnavailableError';
}

const commandTimeoutMs = 250;
/** After a failure nobody waits for Redis again for this long, so a hung Redis delays one request a second and not all. */
const breakMs = 1_000;

@Injectable()
export class RedisService implements OnModuleInit, OnModuleDestroy {
  private client: RedisClient | null = null;
  private brokenUntil = 0;
  private wasAvailable = true;
  private isConnecting = false;

  constructor(
    private readonly config: Config,
    private readonly health: HealthRegistry,
    private readonly log: LogService,
  ) {}

  get isConfigured(): boolean {
    return this.config.redisUrl !== null;
  }

  async onModuleInit(): Promise<void> {
    if (this.config.redisUrl === null) return;
    this.client = await clientFor(this.config.redisUrl);
    this.connect(this.client);
    this.health.register({ name: 'redis', required: false, check: () => this.check() });
  }

  /** A client that is told to stop while its connection is being made would keep it, and a timer, for ever. */
  async onModuleDestroy(): Promise<void> {
    if (this.client && this.isConnecting) await once(this.client, 'connect').catch(() => undefined);
    await this.client?.disconnect().catch(() => undefined);
  }

  /** @throws RedisUnavailableError within 250 ms, at once while Redis is known to be away */
  async run<T>(command: (client: RedisClient) => Promise<T>): Promise<T> {
    if (!this.client || performance.now() < this.brokenUntil) throw new RedisUnavailableError('Redis is not available');
    try {
      const result = await within(
        commandTimeoutMs,
        command(this.client),
        () => new RedisUnavailableError('Redis is slow'),
      );
      this.wasAvailable = true;
      return result;
    } catch (error) {
      this.brokenUntil = performance.now() + breakMs;
      this.note(error);
      throw new RedisUnavailableError('Redis is not available', { cause: error });
    }
  }

  /** For ever, and in the background: the service starts without Redis. */
  private connect(client: RedisClient): void {
    client.on('error', (error: unknown) => this.note(error));
    for (const outcome of ['connect', 'error']) client.on(outcome, () => (this.isConnecting = false));
    client.on('reconnecting', () => (this.isConnecting = true));
    this.isConnecting = true;
    void client.connect().catch((error: unknown) => this.note(error));
  }

  private async check(): Promise<void> {
    await this.run((client) => client.ping());
  }

  /** One line when it goes, not one for each attempt to get it back. */
  private note(error: unknown): void {
    if (this.wasAvailable) this.log.warn('Redis is not available; going on without it', { err: error });
    this.wasAvailable = false;
  }
}

/** Commands fail at once while disconnected instead of queueing up, and the connection is tried again for ever. */
async function clientFor(url: string): Promise<RedisClient> {
  // Loaded only where Redis is configured: it takes a tenth of a second to load.
  const { createClient } = await import('@redis/client');
  return createClient({
    url,
    disableOfflineQueue: true,
    pingInterval: 5_000,
    socket: {
      connectTimeout: 1_000,
      reconnectStrategy: (attempts) => Math.min(50 * 2 ** Math.min(attempts, 6), 2_000),
    },
  });
}

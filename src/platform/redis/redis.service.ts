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
    this.client = await connectTo(this.config.redisUrl);
    this.client.on('error', (error: unknown) => this.note(error));
    // Resolves only when Redis is there; the service starts without it.
    void this.client.connect().catch((error: unknown) => this.note(error));
    this.health.register({ name: 'redis', required: false, check: () => this.check() });
  }

  async onModuleDestroy(): Promise<void> {
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
async function connectTo(url: string): Promise<RedisClient> {
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

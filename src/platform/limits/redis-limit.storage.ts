import { createHash } from 'node:crypto';
import type { ThrottlerStorage } from '@nestjs/throttler';
import type { RedisClient, RedisService } from '../redis/redis.service.js';
import { MemoryLimitStorage } from './memory-limit.storage.js';

type ThrottlerStorageRecord = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** Counts and gives a new window its end in one step, so that no window can be left without one. */
const script = `
local hits = redis.call('INCR', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  left = tonumber(ARGV[1])
end
return {hits, left}`;
const scriptHash = createHash('sha1').update(script).digest('hex');

/** Windows shared by all instances. Without Redis each instance counts for itself, at the same limit. */
export class RedisLimitStorage implements ThrottlerStorage {
  private readonly fallback = new MemoryLimitStorage();

  constructor(private readonly redis: RedisService) {}

  async increment(key: string, ttl: number, limit: number): Promise<ThrottlerStorageRecord> {
    try {
      const [totalHits, leftMs] = await this.redis.run((client) => count(client, `figbridge:limit:${key}`, ttl));
      const secondsLeft = Math.max(1, Math.ceil(leftMs / 1000));
      const isBlocked = totalHits > limit;
      return { totalHits, timeToExpire: secondsLeft, isBlocked, timeToBlockExpire: isBlocked ? secondsLeft : 0 };
    } catch {
      return this.fallback.increment(key, ttl, limit);
    }
  }
}

/** A restarted Redis has forgotten the script and says NOSCRIPT. */
async function count(client: RedisClient, key: string, ttl: number): Promise<[number, number]> {
  const options = { keys: [key], arguments: [String(ttl)] };
  try {
    return (await client.evalSha(scriptHash, options)) as [number, number];
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    return (await client.eval(script, options)) as [number, number];
  }
}

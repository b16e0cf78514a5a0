import type { ThrottlerStorage } from '@nestjs/throttler';

type ThrottlerStorageRecord = Awaited<ReturnType<ThrottlerStorage['increment']>>;

interface Window {
  hits: number;
  endsAt: number;
}

const mostWindows = 100_000;

/**
 * Fixed windows in a map. (The storage that comes with the throttler starts a timer for each request, which costs most
 * of a busy server's time.) Bounded: when it is full, ended windows go, and if none has ended, the oldest.
 */
export class MemoryLimitStorage implements ThrottlerStorage {
  private readonly windows = new Map<string, Window>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** `ttl` in milliseconds; the answer's times in seconds. */
  increment(key: string, ttl: number, limit: number): Promise<ThrottlerStorageRecord> {
    const now = this.now();
    const window = this.current(key, ttl, now);
    window.hits += 1;
    const secondsLeft = Math.ceil((window.endsAt - now) / 1000);
    const isBlocked = window.hits > limit;
    const totalHits = window.hits;
    return Promise.resolve({
      totalHits,
      timeToExpire: secondsLeft,
      isBlocked,
      timeToBlockExpire: isBlocked ? secondsLeft : 0,
    });
  }

  private current(key: string, ttl: number, now: number): Window {
    const known = this.windows.get(key);
    if (known && known.endsAt > now) return known;
    this.windows.delete(key);
    if (this.windows.size >= mostWindows) this.makeRoom(now);
    const fresh = { hits: 0, endsAt: now + ttl };
    this.windows.set(key, fresh);
    return fresh;
  }

  /** The map keeps the order of insertion, and all windows of one class are equally long: the oldest end first. */
  private makeRoom(now: number): void {
    for (const [key, window] of this.windows) {
      if (window.endsAt > now && this.windows.size < mostWindows) return;
      this.windows.delete(key);
    }
  }
}

import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { ThrottlerStorage } from '@nestjs/throttler';
import type { Config } from '../config/config.js';
import { MemoryLimitStorage } from '../platform/limits/memory-limit.storage.js';
import { Limit } from './limits.decorator.js';
import { LimitsGuard, RateLimitedError } from './limits.guard.js';
import { Public } from './public.decorator.js';

class Routes {
  data(): void {}

  @Limit('auth')
  auth(): void {}

  @Public()
  @Limit('callback')
  callback(): void {}

  @Public()
  open(): void {}
}

interface Caller {
  readonly ip?: string;
  readonly user?: { readonly id: string };
}

interface Counted {
  readonly key: string;
  readonly ttl: number;
  readonly limit: number;
}

/** A guard as Nest starts it, and what it asked its storage to count. */
async function guardWith(throttleLimit: number | null = null) {
  const counted: Counted[] = [];
  const memory = new MemoryLimitStorage(() => 0);
  const storage: ThrottlerStorage = {
    increment: (key, ttl, limit) => {
      counted.push({ key, ttl, limit });
      return memory.increment(key, ttl, limit);
    },
  };
  const options = { throttlers: [{ limit: 1, ttl: 1 }], storage };
  const guard = new LimitsGuard(options, storage, new Reflector(), { throttleLimit } as Config);
  await guard.onModuleInit();
  const headers: Record<string, unknown> = {};
  const reply = { header: (name: string, value: unknown) => void (headers[name.toLowerCase()] = value) };
  const visit = (route: keyof Routes, caller: Caller): Promise<boolean> =>
    guard.canActivate({
      getHandler: () => Routes.prototype[route],
      getClass: () => Routes,
      switchToHttp: () => ({ getRequest: () => ({ headers: {}, ...caller }), getResponse: () => reply }),
    } as unknown as ExecutionContext);
  return { counted, headers, visit };
}

async function keyOf(caller: Caller, route: keyof Routes = 'callback'): Promise<string | undefined> {
  const { counted, visit } = await guardWith();
  await visit(route, caller);
  return counted[0]?.key;
}

describe('the class of a route', () => {
  it.each<[keyof Routes, number]>([
    ['auth', 30],
    ['callback', 120],
    ['data', 600],
  ])('%s allows %d requests a minute', async (route, limit) => {
    const { counted, visit } = await guardWith();
    await visit(route, { ip: '192.0.2.1', user: { id: 'u' } });
    expect(counted).toEqual([{ key: `${route}:user:u`, ttl: 60_000, limit }]);
  });

  it('does not matter when one limit is set for all', async () => {
    const { counted, visit } = await guardWith(7);
    for (const route of ['auth', 'callback', 'data'] as const) await visit(route, { user: { id: 'u' } });
    expect(counted.map(({ limit }) => limit)).toEqual([7, 7, 7]);
  });

  it('is none for a public route that names none', async () => {
    const { counted, visit } = await guardWith(1);
    for (let hit = 0; hit < 10; hit += 1) expect(await visit('open', { ip: '192.0.2.1' })).toBe(true);
    expect(counted).toEqual([]);
  });
});

describe('the caller', () => {
  it('is the verified user, from whatever address', async () => {
    const first = await keyOf({ ip: '192.0.2.1', user: { id: 'u' } });
    expect(await keyOf({ ip: '2001:db8::1', user: { id: 'u' } })).toBe(first);
    expect(await keyOf({ ip: '192.0.2.1', user: { id: 'v' } })).not.toBe(first);
  });

  it.each([
    ['one address', ['192.0.2.1', '::ffff:192.0.2.1', '0:0:0:0:0:ffff:c000:201', '::FFFF:192.0.2.1']],
    ['loopback', ['::1', '0:0:0:0:0:0:0:1', '0000::0001']],
    [
      'all addresses of one /64',
      ['2001:db8::1', '2001:DB8:0:0:ffff:ffff:ffff:ffff', '2001:0db8:0000:0000:1::', '2001:db8::192.0.2.1'],
    ],
    ['one link-local address with its zone', ['fe80::1%eth0', 'fe80::1%eth1', 'fe80::1']],
    ['an address with the port that some proxies add', ['192.0.2.1', '192.0.2.1:52000', '192.0.2.1:1']],
    ['an IPv6 address in the brackets of RFC 7239', ['2001:db8::1', '[2001:db8::1]', '[2001:db8::1]:443']],
  ])('is counted as one by %s', async (_, addresses) => {
    const keys = await Promise.all(addresses.map((ip) => keyOf({ ip })));
    expect(new Set(keys).size).toBe(1);
  });

  it('is counted apart by addresses of two networks', async () => {
    const addresses = ['192.0.2.1', '192.0.2.2', '2001:db8::1', '2001:db8:0:1::1', '2001:db8:1::1', '::1', '127.0.0.1'];
    expect(new Set(await Promise.all(addresses.map((ip) => keyOf({ ip })))).size).toBe(addresses.length);
  });

  it('never takes the name of another: an address is no user, and a class is no other class', async () => {
    const user = await keyOf({ user: { id: '192.0.2.1' } }, 'data');
    const address = await keyOf({ ip: '192.0.2.1' }, 'data');
    const callback = await keyOf({ ip: '192.0.2.1' }, 'callback');
    expect(new Set([user, address, callback]).size).toBe(3);
  });
});

describe('the answer', () => {
  it('says what is left, and when it is too much how long to wait', async () => {
    const { headers, visit } = await guardWith(2);
    await visit('data', { user: { id: 'u' } });
    expect(headers).toEqual({ 'x-ratelimit-limit': 2, 'x-ratelimit-remaining': 1, 'x-ratelimit-reset': 60 });
    await visit('data', { user: { id: 'u' } });
    const refusal = await visit('data', { user: { id: 'u' } }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(RateLimitedError);
    expect(refusal).toMatchObject({
      status: 429,
      code: 'rate_limited',
      retryAfter: 60,
      headers: { 'x-ratelimit-limit': '2', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '60' },
    });
  });
});

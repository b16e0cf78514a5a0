import { inspect } from 'node:util';
import fc from 'fast-check';
import type { AuthenticatedUser } from './authenticated-user.js';
import { VerifiedTokens } from './verified-tokens.js';

const minute = 60_000;
const userUntil = (ms: number, id = 'user'): AuthenticatedUser => ({ id, email: null, expiresAt: new Date(ms) });

function cache(now = 0) {
  const clock = { now };
  return Object.assign(clock, { tokens: new VerifiedTokens(() => clock.now) });
}

describe('a verified token', () => {
  it('is known until its exp and not a moment longer', () => {
    const state = cache();
    state.tokens.remember('a', userUntil(minute));
    state.now = minute - 1;
    expect(state.tokens.find('a')).toEqual(userUntil(minute));
    state.now = minute;
    expect(state.tokens.find('a')).toBeNull();
  });

  it('is checked anew after five minutes however long it lives', () => {
    const state = cache();
    state.tokens.remember('a', userUntil(24 * 60 * minute));
    state.now = 5 * minute - 1;
    expect(state.tokens.find('a')).not.toBeNull();
    state.now = 5 * minute;
    expect(state.tokens.find('a')).toBeNull();
  });

  it('is not known any more when the clock is back: ended means gone', () => {
    const state = cache();
    state.tokens.remember('a', userUntil(minute));
    state.now = minute;
    state.tokens.find('a');
    state.now = 0;
    expect(state.tokens.find('a')).toBeNull();
  });

  it('is known by all of its text', () => {
    const state = cache();
    state.tokens.remember('header.payload.signature', userUntil(minute));
    for (const other of ['header.payload.signaturf', 'header.payload.signature ', 'header.payload', '', 'HEADER'])
      expect(state.tokens.find(other)).toBeNull();
  });

  it('is not kept itself', () => {
    const state = cache();
    state.tokens.remember('header.payload.signature', userUntil(minute));
    expect(inspect(state.tokens, { depth: 9, showHidden: true })).not.toContain('payload');
  });
});

describe('the cache', () => {
  it('holds ten thousand tokens and forgets the oldest for a new one', () => {
    const state = cache();
    for (let index = 0; index <= 10_000; index += 1) state.tokens.remember(`t${index}`, userUntil(minute, `u${index}`));
    expect(state.tokens.find('t0')).toBeNull();
    expect(state.tokens.find('t1')?.id).toBe('u1');
    expect(state.tokens.find('t10000')?.id).toBe('u10000');
    const { entries } = state.tokens as unknown as { entries: Map<string, unknown> };
    expect(entries.size).toBe(10_000);
  });

  it('gives each token its own user and never one past exp, in any order of events', () => {
    const event = fc.record({
      name: fc.constantFrom('a', 'b', 'c', 'd'),
      ttl: fc.integer({ min: -minute, max: 10 * minute }),
      passes: fc.integer({ min: 0, max: 2 * minute }),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const state = cache();
        const last = new Map<string, { expiresAt: number; rememberedAt: number }>();
        for (const { name, ttl, passes } of events) {
          const until = state.now + ttl;
          state.tokens.remember(name, userUntil(until, name));
          last.set(name, { expiresAt: until, rememberedAt: state.now });
          state.now += passes;
          for (const [token, { expiresAt, rememberedAt }] of last) {
            const isValid = state.now < Math.min(expiresAt, rememberedAt + 5 * minute);
            expect(state.tokens.find(token)?.id ?? null).toBe(isValid ? token : null);
          }
        }
      }),
    );
  });
});

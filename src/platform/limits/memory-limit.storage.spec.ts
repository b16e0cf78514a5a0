import fc from 'fast-check';
import { MemoryLimitStorage } from './memory-limit.storage.js';

const minute = 60_000;

function storageAt(now = 0) {
  const clock = { now };
  return Object.assign(clock, { storage: new MemoryLimitStorage(() => clock.now) });
}

const sizeOf = (storage: MemoryLimitStorage): number =>
  (storage as unknown as { windows: Map<string, unknown> }).windows.size;

describe('a window', () => {
  it('lets exactly the limit through, and says how many seconds are left', async () => {
    const state = storageAt();
    const answers = [];
    for (let hit = 0; hit < 5; hit += 1) {
      answers.push(await state.storage.increment('a', minute, 3));
      state.now += 1_500;
    }
    expect(answers).toEqual([
      { totalHits: 1, timeToExpire: 60, isBlocked: false, timeToBlockExpire: 0 },
      { totalHits: 2, timeToExpire: 59, isBlocked: false, timeToBlockExpire: 0 },
      { totalHits: 3, timeToExpire: 57, isBlocked: false, timeToBlockExpire: 0 },
      { totalHits: 4, timeToExpire: 56, isBlocked: true, timeToBlockExpire: 56 },
      { totalHits: 5, timeToExpire: 54, isBlocked: true, timeToBlockExpire: 54 },
    ]);
  });

  it('ends a minute after its first hit, not after its last', async () => {
    const state = storageAt();
    await state.storage.increment('a', minute, 1);
    state.now = minute - 1;
    expect(await state.storage.increment('a', minute, 1)).toMatchObject({ isBlocked: true, timeToBlockExpire: 1 });
    state.now = minute;
    expect(await state.storage.increment('a', minute, 1)).toMatchObject({ totalHits: 1, isBlocked: false });
  });

  it('counts as a list of hits would, for any keys, limits and times', async () => {
    const hit = fc.record({
      key: fc.constantFrom('a', 'b', '__proto__', ''),
      wait: fc.integer({ min: 0, max: 40_000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(hit, { maxLength: 80 }), fc.integer({ min: 1, max: 5 }), async (hits, limit) => {
        const state = storageAt();
        const model = new Map<string, { startedAt: number; hits: number }>();
        for (const { key, wait } of hits) {
          state.now += wait;
          const open = model.get(key);
          const window = open && state.now - open.startedAt < minute ? open : { startedAt: state.now, hits: 0 };
          window.hits += 1;
          model.set(key, window);
          const secondsLeft = Math.ceil((window.startedAt + minute - state.now) / 1_000);
          expect(await state.storage.increment(key, minute, limit)).toEqual({
            totalHits: window.hits,
            timeToExpire: secondsLeft,
            isBlocked: window.hits > limit,
            timeToBlockExpire: window.hits > limit ? secondsLeft : 0,
          });
        }
      }),
    );
  });
});

describe('the map', () => {
  it('never holds more than 100 000 windows, and drops ended ones before any that runs', async () => {
    const state = storageAt();
    for (let index = 0; index < 50_000; index += 1) await state.storage.increment(`early-${index}`, minute, 1);
    state.now = minute - 1;
    for (let index = 0; index < 50_000; index += 1) await state.storage.increment(`late-${index}`, minute, 1);
    expect(sizeOf(state.storage)).toBe(100_000);
    state.now = minute;
    await state.storage.increment('new', minute, 1);
    expect(sizeOf(state.storage)).toBe(50_001);
    expect((await state.storage.increment('late-0', minute, 1)).totalHits).toBe(2);
  });

  it('gives up the oldest window when all of them run', async () => {
    const state = storageAt();
    for (let index = 0; index < 100_001; index += 1) {
      await state.storage.increment(`key-${index}`, minute, 1);
      state.now += 0.1;
    }
    expect(sizeOf(state.storage)).toBe(100_000);
    expect((await state.storage.increment('key-1', minute, 1)).totalHits).toBe(2);
    expect((await state.storage.increment('key-0', minute, 1)).totalHits).toBe(1);
  });

  it('starts no timer', async () => {
    const timers = jest.spyOn(globalThis, 'setTimeout');
    const { storage } = storageAt();
    for (let hit = 0; hit < 100; hit += 1) await storage.increment('a', minute, 10);
    expect(timers).not.toHaveBeenCalled();
    timers.mockRestore();
  });
});

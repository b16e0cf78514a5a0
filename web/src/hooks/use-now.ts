import { useSyncExternalStore } from 'react';

/** One timer per interval for all components, running only while somebody looks. */
function createClock(intervalMs: number) {
  const listeners = new Set<() => void>();
  let now = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  const tick = () => {
    now = Date.now();
    for (const listener of listeners) listener();
  };
  return {
    now: () => now,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      timer ??= setInterval(tick, intervalMs);
      if (Date.now() - now > intervalMs) tick();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}

const halfMinutes = createClock(30_000);
const seconds = createClock(1_000);

/** Milliseconds since the epoch, renewed every half minute: enough for "3 minutes ago". */
export function useNow(): number {
  return useSyncExternalStore(halfMinutes.subscribe, halfMinutes.now);
}

/** For countdowns. */
export function useNowInSeconds(): number {
  return useSyncExternalStore(seconds.subscribe, seconds.now);
}

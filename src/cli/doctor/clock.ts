import { type Finding, failed, ok } from './finding.js';

/** Seconds. JWTs are checked with this tolerance, so a larger difference makes fresh ones fail. */
const toleranceSeconds = 5;

/** What another clock showed, read between two looks at ours; all in milliseconds since 1970. */
export interface ClockReading {
  readonly whose: string;
  readonly before: number;
  readonly theirs: number;
  readonly after: number;
  /** Of their clock: an HTTP `Date` is exact to a second. */
  readonly resolutionMs: number;
}

/** Counts only what neither the time the question took nor the resolution can explain. */
export function compareClocks({ whose, before, theirs, after, resolutionMs }: ClockReading): Finding {
  const ahead = before - (theirs + resolutionMs);
  const behind = theirs - after;
  const differenceSeconds = Math.max(ahead, behind, 0) / 1000;
  if (differenceSeconds <= toleranceSeconds) return ok('clock', `agrees with ${whose}`);
  const direction = ahead > behind ? 'ahead of' : 'behind';
  return failed(
    'clock',
    `this host is ${Math.round(differenceSeconds)} s ${direction} ${whose}`,
    'synchronise the clocks (NTP): JWTs and stored expiry times are compared across them',
  );
}

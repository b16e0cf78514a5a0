import { type ClockReading, compareClocks } from './clock.js';

const noon = Date.UTC(2026, 0, 1, 12);

function reading(theirs: number, more: Partial<ClockReading> = {}): ClockReading {
  return { whose: 'the database', before: noon, theirs: noon + theirs, after: noon + 100, resolutionMs: 1, ...more };
}

it.each([0, 50, 100, -5_001, 5_100])('accepts a clock that shows %d ms after the question was asked', (theirs) => {
  expect(compareClocks(reading(theirs))).toMatchObject({ state: 'ok' });
});

it.each([
  [-60_000, /60 s ahead of the database/],
  [60_100, /60 s behind the database/],
])('reports a clock that shows %d ms, and which of the two is ahead', (theirs, message) => {
  expect(compareClocks(reading(theirs))).toMatchObject({ state: 'failed', message: expect.stringMatching(message) });
});

it('does not blame the clock for a slow answer', () => {
  expect(compareClocks(reading(29_000, { after: noon + 30_000 }))).toMatchObject({ state: 'ok' });
});

it('does not blame the clock for what a Date header rounds off', () => {
  expect(compareClocks(reading(-5_900, { resolutionMs: 1_000 }))).toMatchObject({ state: 'ok' });
  expect(compareClocks(reading(-5_900))).toMatchObject({ state: 'failed' });
});

import { parseRetryAfter } from './retry-after.js';

const now = Date.parse('2026-11-22T12:00:00Z');

it.each([
  ['5', 5],
  ['0', 1],
  ['344907', 344_907],
  ['99999999999999999999', 31 * 86_400],
  ['Sun, 22 Nov 2026 12:01:30 GMT', 90],
  ['Sun, 22 Nov 2026 11:00:00 GMT', 1],
  ['Sunday, 22-Nov-26 12:00:10 GMT', 10],
  ['-5', 60],
  ['1.5', 60],
  ['soon', 60],
  ['Sun, nonsense', 60],
  ['', 60],
  [undefined, 60],
])('reads %j as %d seconds', (value, seconds) => {
  expect(parseRetryAfter(value, now)).toBe(seconds);
});

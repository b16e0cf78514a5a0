import { parseTime, relativeTime } from './time.js';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const SECOND = 1000;
const HOUR = 3600 * SECOND;

describe('relative time', () => {
  it.each([
    [0, 'now'],
    [-29 * SECOND, 'now'],
    [-30 * SECOND, '1 minute ago'],
    [-59 * 60 * SECOND, '59 minutes ago'],
    [-(3 * HOUR - SECOND), '3 hours ago'],
    [-23 * HOUR, '23 hours ago'],
    [-24 * HOUR, 'yesterday'],
    [-6 * 24 * HOUR, '6 days ago'],
    [-40 * 24 * HOUR, 'last month'],
    [-800 * 24 * HOUR, '2 years ago'],
    [4.5 * 24 * HOUR, 'in 4 days'],
    [2 * 60 * SECOND, 'in 2 minutes'],
  ])('calls a difference of %d ms "%s"', (difference, text) => {
    expect(relativeTime(NOW + difference, NOW, 'en')).toBe(text);
  });

  it('speaks the language it is asked for', () => {
    expect(relativeTime(NOW - 3 * HOUR, NOW, 'de')).toBe('vor 3 Stunden');
  });
});

describe('reading a time', () => {
  it('gives null for what is no date', () => {
    for (const value of [null, undefined, '', 'soon']) expect(parseTime(value)).toBeNull();
    expect(parseTime('2026-11-22T12:00:00Z')).toBe(NOW);
  });
});

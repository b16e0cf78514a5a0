import { storableText, storableTime } from './text.js';

it('makes text that PostgreSQL takes', () => {
  expect(storableText('a\u0000b </script> \u202e')).toBe('ab </script> \u202e');
  expect(storableText('x'.repeat(4097))).toBeNull();
  expect(storableText(null)).toBeNull();
  expect(storableText(undefined)).toBeNull();
});

it.each([
  ['2026-05-04T10:00:00Z', '2026-05-04T10:00:00.000Z'],
  ['2026-05-04T10:00:00+02:00', '2026-05-04T08:00:00.000Z'],
  ['2026-13-04T10:00:00Z', null],
  ['yesterday', null],
  ['5', null],
  ['+999999-01-01T00:00:00Z', null],
  ['', null],
  [null, null],
])('reads the time %j as %j', (text, expected) => {
  expect(storableTime(text)).toBe(expected);
});

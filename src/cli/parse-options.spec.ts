import { UsageError } from './command.js';
import { parseOptions } from './parse-options.js';

const types = { sub: 'string', 'dry-run': 'boolean' } as const;

it('reads both spellings of a value, and flags', () => {
  expect(parseOptions(['--sub', 'a', '--dry-run'], types)).toEqual({ sub: 'a', 'dry-run': true });
  expect(parseOptions(['--sub=a b'], types)).toEqual({ sub: 'a b' });
  expect(parseOptions([], types)).toEqual({});
});

it.each([
  ['an unknown option', ['--nope']],
  ['a positional argument', ['extra']],
  ['an option without its value', ['--sub']],
  ['a value for a flag', ['--dry-run=yes']],
  ['an option given twice, of which one would be lost', ['--sub', 'a', '--sub', 'b']],
])('refuses %s', (_, args) => {
  expect(() => parseOptions(args, types)).toThrow(UsageError);
});

import fc from 'fast-check';
import { TopLevelStrings } from './top-level-strings.js';

const names = ['name', 'version', 'lastModified'];

function scan(text: string, cuts: readonly number[] = []): Record<string, string> {
  const bytes = Buffer.from(text);
  const strings = new TopLevelStrings(names);
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  for (let i = 1; i < at.length; i += 1) strings.push(bytes.subarray(at[i - 1], at[i]));
  return Object.fromEntries(strings.found);
}

it('takes members of the outermost object only', () => {
  const text =
    '{"document":{"name":"inner","children":[{"version":"x"}]},"name":"outer","a":["name","version"],"version":"12"}';
  expect(scan(text)).toEqual({ name: 'outer', version: '12' });
});

it.each([
  ['{"x":"name","version":"1"}', { version: '1' }],
  ['{"name":null,"version":7}', {}],
  ['{"name":{"version":"x"},"version":"1"}', { version: '1' }],
  [String.raw`{"na\u006de":"a\"b\\","version":"\u00e4\n"}`, { name: 'a"b\\', version: 'ä\n' }],
  [' \n{ "name" : "spaced" }', { name: 'spaced' }],
  ['[{"name":"x"}]', {}],
  ['"name"', {}],
  ['{"name":"cut', {}],
  ['', {}],
  [`{"name":"${'x'.repeat(20_000)}","version":"1"}`, { version: '1' }],
])('of %s takes %j', (text, expected) => {
  expect(scan(text)).toEqual(expected);
});

it('agrees with JSON.parse for every document, however it is cut', () => {
  const member = fc.oneof(fc.constantFrom(...names), fc.string({ unit: 'binary' }));
  const document = fc.dictionary(member, fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()), {
    noNullPrototype: true,
  });
  fc.assert(
    fc.property(document, fc.constantFrom(0, 2), fc.array(fc.nat(), { maxLength: 8 }), (value, indent, cuts) => {
      const expected = names.filter((name) => typeof value[name] === 'string').map((name) => [name, value[name]]);
      expect(scan(JSON.stringify(value, null, indent), cuts)).toEqual(Object.fromEntries(expected));
    }),
  );
});

it('says when nothing more can come', () => {
  const strings = new TopLevelStrings(['name']);
  strings.push(Buffer.from('{"name":"x'));
  expect(strings.isComplete).toBe(false);
  strings.push(Buffer.from('"'));
  expect(strings.isComplete).toBe(true);
});

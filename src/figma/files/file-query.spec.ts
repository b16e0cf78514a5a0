import fc from 'fast-check';
import { parseCommentsQuery, parseFileQuery } from './file-query.js';

it('keeps what Figma knows, normalised, and ignores the rest', () => {
  const query = {
    version: '123',
    ids: '3:4, 1-2,1:2,I5-6;7-8',
    depth: '2',
    geometry: 'paths',
    plugin_data: 'shared,42,42',
    branch_data: 'true',
    utm: 'x',
    'ids[$ne]': '1',
  };
  expect(parseFileQuery(query)).toEqual({
    version: '123',
    ids: '1:2,3:4,I5:6;7:8',
    depth: '2',
    geometry: 'paths',
    plugin_data: '42,shared',
    branch_data: 'true',
  });
});

it('leaves out what is the default, so that it shares a copy with the plain question', () => {
  expect(parseFileQuery({ branch_data: 'false' })).toEqual(parseFileQuery({}));
  expect(parseFileQuery(undefined)).toEqual({});
  expect(parseCommentsQuery({ as_md: 'false', depth: '-1' })).toEqual({});
  expect(parseCommentsQuery({ as_md: 'true' })).toEqual({ as_md: 'true' });
});

it.each([
  ['depth', '-1'],
  ['depth', '0'],
  ['depth', '1e9'],
  ['depth', '01'],
  ['depth', 'abc'],
  ['depth', '1001'],
  ['depth', ''],
  ['ids', ''],
  ['ids', '1:2,'],
  ['ids', 'abc'],
  ['ids', Array.from({ length: 2500 }, (_, i) => `${i}:1`).join()],
  ['version', '../x'],
  ['version', ''],
  ['version', 'v'.repeat(129)],
  ['geometry', 'points'],
  ['plugin_data', 'x'],
  ['branch_data', '1'],
])('refuses %s=%s and names it', (name, value) => {
  expect(() => parseFileQuery({ [name]: value })).toThrow(`${name} is not valid`);
});

it.each(['version', 'ids', 'depth', 'geometry', 'plugin_data', 'branch_data'])(
  'refuses %s given twice or as an object',
  (name) => {
    expect(() => parseFileQuery({ [name]: ['1', '1'] })).toThrow(`${name} is not valid`);
    expect(() => parseFileQuery({ [name]: { $ne: '1' } })).toThrow(`${name} is not valid`);
  },
);

it('gives the same parameters for the same ids in any order and spelling', () => {
  const id = fc.tuple(fc.nat(9999), fc.nat(9999), fc.constantFrom(':', '-'));
  fc.assert(
    fc.property(fc.array(id, { minLength: 1, maxLength: 30 }), fc.array(fc.nat(), { minLength: 30 }), (ids, order) => {
      const first = ids.map(([a, b, sign]) => `${a}${sign}${b}`).join();
      const shuffled = [...ids].sort((a, b) => (order[ids.indexOf(a)] ?? 0) - (order[ids.indexOf(b)] ?? 0));
      const second = [...shuffled, ...ids].map(([a, b]) => `${a}:${b}`).join(', ');
      expect(parseFileQuery({ ids: first })).toEqual(parseFileQuery({ ids: second }));
    }),
  );
});

import fc from 'fast-check';
import { variantOf } from './variant.js';

const parameters = fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true });

it('does not depend on the order of parameters', () => {
  fc.assert(
    fc.property(fc.string(), parameters, (account, given) => {
      const reversed = Object.fromEntries(Object.entries(given).reverse());
      expect(variantOf(account, reversed)).toEqual(variantOf(account, given));
    }),
  );
});

it('differs whenever the account or a parameter does', () => {
  const question = fc.tuple(fc.string(), parameters);
  const canonical = ([account, given]: [string, Record<string, string>]) =>
    JSON.stringify([account, Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1))]);
  fc.assert(
    fc.property(question, question, (a, b) => {
      expect(variantOf(...a).equals(variantOf(...b))).toBe(canonical(a) === canonical(b));
    }),
  );
  expect(variantOf('1', { a: '2' }).equals(variantOf('12', { a: '' }))).toBe(false);
});

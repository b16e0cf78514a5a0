import fc from 'fast-check';
import { parseCallbackQuery } from './callback-query.js';

describe('the parameters of a callback', () => {
  it('are taken as they are when each comes once', () => {
    const query = { state: 's', code: 'c', iss: 'https://i.example' };
    expect(parseCallbackQuery({ ...query, error_description: 'x', more: 'y' })).toEqual({ ...query, error: null });
  });

  it('are absent when they are repeated, nested, empty or huge, but an error stays an error', () => {
    for (const value of [['a', 'b'], [], { a: 'b' }, '', 'x'.repeat(4097)]) {
      expect(parseCallbackQuery({ state: value, code: value })).toEqual({
        state: null,
        code: null,
        error: null,
        iss: null,
      });
      expect(parseCallbackQuery({ error: value, iss: value })).toMatchObject({ error: 'invalid', iss: 'invalid' });
    }
  });

  it('are text or null, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('state', 'code', 'error', 'iss', '__proto__'), fc.anything()),
        (query) => {
          for (const value of Object.values(parseCallbackQuery(query)))
            expect(value === null || typeof value === 'string').toBe(true);
        },
      ),
    );
  });
});

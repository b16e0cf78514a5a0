import fc from 'fast-check';
import { requestIdOf } from './request-id.js';

describe('the id of a request', () => {
  it.each(['12345678', 'req-1.2_3-ABC', 'x'.repeat(64)])('is the given one: %s', (id) => {
    expect(requestIdOf({ headers: { 'x-request-id': id } })).toBe(id);
  });

  it('is harmless in a log and in an address, whatever is given', () => {
    const given = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('short', 'a b c d e f', 'evil\r\nx: y', 'x'.repeat(65)),
    );
    fc.assert(
      fc.property(given, (id) => {
        expect(requestIdOf({ headers: { 'x-request-id': id } })).toMatch(/^[A-Za-z0-9._-]{8,64}$/);
      }),
    );
  });

  it('is new each time without one', () => {
    const ids = Array.from({ length: 100 }, () => requestIdOf({ headers: {} }));
    expect(new Set(ids).size).toBe(100);
  });
});

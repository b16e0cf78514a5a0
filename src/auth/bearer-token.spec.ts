import { bearerToken } from './bearer-token.js';

describe('the token of an Authorization header', () => {
  it.each(['Bearer a.b-c_d', 'bearer a.b-c_d', 'BEARER   a.b-c_d'])('is found in "%s"', (header) => {
    expect(bearerToken(header)).toBe('a.b-c_d');
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'a.b.c',
    'Basic a',
    'Bearer a b',
    'Bearer a,b',
    'xBearer a',
    ' Bearer a',
  ])('is not found in %j', (header) => {
    expect(bearerToken(header)).toBeNull();
  });

  it('is found or not in linear time', () => {
    const startedAt = performance.now();
    expect(bearerToken(`Bearer ${'='.repeat(100_000)}`)).toBeNull();
    expect(bearerToken(`Bearer ${'a'.repeat(100_000)}!`)).toBeNull();
    expect(bearerToken(`Bearer ${' '.repeat(100_000)}`)).toBeNull();
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});

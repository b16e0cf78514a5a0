import fc from 'fast-check';
import { toTokenResponse } from './token-response.js';

const good = { access_token: 'access-1', refresh_token: 'refresh-1', expires_in: 3600, scope: 'a b' };

it('reads the members of RFC 6749 §5.1', () => {
  expect(toTokenResponse(good)).toEqual({
    accessToken: 'access-1',
    refreshToken: 'refresh-1',
    expiresIn: 3600,
    scopes: ['a', 'b'],
  });
});

it('says null for what the provider did not say', () => {
  expect(toTokenResponse({ access_token: 'a' })).toEqual({
    accessToken: 'a',
    refreshToken: null,
    expiresIn: null,
    scopes: null,
  });
});

it.each([
  ['a b', ['a', 'b']],
  ['a,b', ['a', 'b']],
  [' a,  b ', ['a', 'b']],
  ['', []],
])('reads the scopes of %j', (scope, scopes) => {
  expect(toTokenResponse({ ...good, scope })?.scopes).toEqual(scopes);
});

it.each([1, 0.5 + 1, 315_360_000])('accepts a lifetime of %d seconds', (expires_in) => {
  expect(toTokenResponse({ ...good, expires_in })?.expiresIn).toBe(expires_in);
});

it.each([0, 0.5, -1, 315_360_001, NaN, Infinity, '3600', null])('refuses a lifetime of %j', (expires_in) => {
  expect(toTokenResponse({ ...good, expires_in })).toBeNull();
});

it('gives tokens that can travel in a header, or nothing, for any object', () => {
  fc.assert(
    fc.property(
      fc.record({
        access_token: fc.anything(),
        refresh_token: fc.anything(),
        expires_in: fc.anything(),
        scope: fc.anything(),
      }),
      (body) => {
        const tokens = toTokenResponse(body);
        if (tokens) expect(tokens.accessToken).toMatch(/^[\x21-\x7e]{1,16384}$/);
      },
    ),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (access_token) => {
      expect(toTokenResponse({ access_token })?.accessToken ?? null).toBe(
        /^[\x21-\x7e]+$/.test(access_token) ? access_token : null,
      );
    }),
  );
});

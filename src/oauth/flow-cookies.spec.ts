import { randomToken, sha256 } from '../platform/crypto/random.js';
import { FlowCookies } from './flow-cookies.js';

describe('the cookies of flows', () => {
  const plain = new FlowCookies(false, 900);
  const secure = new FlowCookies(true, 900);
  const nonce = randomToken();
  const hash = sha256(nonce);

  it.each([
    ['right', { figbridge_oauth_1: nonce }],
    ['right', { figbridge_oauth_1: 'other', figbridge_oauth_2: nonce }],
    ['another', { figbridge_oauth_1: 'other' }],
    ['another', { figbridge_oauth_1: nonce.slice(0, -1) }],
    ['none', {}],
    ['none', { session: nonce }],
    ['none', { figbridge_oauth_1: '' }],
    ['none', { '__Host-figbridge_oauth_1': nonce }],
    ['none', { Figbridge_oauth_1: nonce }],
  ])('are %s: %j', (match, cookies) => {
    expect(plain.match(cookies as Record<string, string>, hash)).toBe(match);
  });

  it('count by https only with the prefix that no other host can set', () => {
    expect(secure.match({ figbridge_oauth_1: nonce }, hash)).toBe('none');
    expect(secure.match({ '__Host-figbridge_oauth_1': nonce }, hash)).toBe('right');
  });

  it('are found by the state alone', () => {
    const state = randomToken();
    expect(plain.nameOfState(state)).toBe(plain.nameFor(sha256(state)));
    expect(plain.nameOfState(state)).toMatch(/^figbridge_oauth_[0-9a-f]{8}$/);
    expect(plain.nameOfState(state)).not.toContain(state.slice(0, 8));
  });
});

import fc from 'fast-check';
import { equalSecrets, randomToken, sha256 } from './random.js';

describe('randomToken', () => {
  it('has 256 bits in 43 characters of base64url, which RFC 7636 §4.1 allows as a verifier', () => {
    const tokens = Array.from({ length: 1000 }, randomToken);
    for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(new Set(tokens).size).toBe(1000);
  });
});

describe('sha256', () => {
  it('gives the digest of FIPS 180-4 for "abc", as text or bytes', () => {
    const digest = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(sha256('abc').toString('hex')).toBe(digest);
    expect(sha256(Buffer.from('abc')).toString('hex')).toBe(digest);
  });
});

describe('equalSecrets', () => {
  it('says yes to equal texts and no to any others, of any length', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(equalSecrets(text, text)).toBe(true)));
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(equalSecrets(a, b)).toBe(a === b);
      }),
    );
  });

  it('compares text with its bytes', () => {
    expect(equalSecrets('häßlich', Buffer.from('häßlich', 'utf8'))).toBe(true);
  });

  it.each([
    ['', 'a'],
    ['a', 'a\u0000'],
    ['secret', 'Secret'],
    ['é', 'e\u0301'],
  ])('tells %j from %j', (a, b) => {
    expect(equalSecrets(a, b)).toBe(false);
  });
});

import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import type { JwksKeys } from './jwks-keys.js';
import { verificationKeys, type VerificationKeys } from './jwt-keys.js';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;

function keysOf(pem: string): VerificationKeys {
  return verificationKeys({ kind: 'public-key', pem }, () => {
    throw new Error('There is no key set in this mode');
  });
}

const ecPem = (namedCurve: string): string =>
  generateKeyPairSync('ec', { namedCurve }).publicKey.export({ type: 'spki', format: 'pem' }).toString();

describe('the algorithms', () => {
  it('of a secret are HS256 alone', async () => {
    const secret = 'x'.repeat(32);
    const keys = verificationKeys({ kind: 'secret', secret }, () => {
      throw new Error('There is no key set in this mode');
    });
    expect(keys.algorithms).toEqual(['HS256']);
    expect((await keys.keyFor('any')).equals(createSecretKey(Buffer.from(secret)))).toBe(true);
  });

  it('of an RSA key are those of RSA, never one with a shared secret', async () => {
    const keys = keysOf(rsa.export({ type: 'spki', format: 'pem' }).toString());
    expect(keys.algorithms).toEqual(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']);
    const key = await keys.keyFor('any');
    expect([key.type, key.equals(rsa)]).toEqual(['public', true]);
  });

  it.each([
    ['prime256v1', 'ES256'],
    ['secp384r1', 'ES384'],
    ['secp521r1', 'ES512'],
  ])('of a key on %s are %s alone', (curve, algorithm) => {
    expect(keysOf(ecPem(curve)).algorithms).toEqual([algorithm]);
  });

  it('of a key on any other curve do not exist', () => {
    expect(() => keysOf(ecPem('secp256k1'))).toThrow('JWT_PUBLIC_KEY must be');
  });

  it('of a key set are all asymmetric ones, and the key is the one of the set', async () => {
    const keyFor = jest.fn(() => Promise.resolve(rsa));
    const keys = verificationKeys({ kind: 'jwks', url: 'https://login.example/keys' }, (url) => {
      expect(url).toBe('https://login.example/keys');
      return { keyFor } as unknown as JwksKeys;
    });
    expect(keys.algorithms.every((name) => /^(RS|PS|ES)(256|384|512)$/.test(name))).toBe(true);
    expect(keys.algorithms).toHaveLength(9);
    expect(await keys.keyFor('a.b.c')).toBe(rsa);
    expect(keyFor).toHaveBeenCalledWith('a.b.c');
  });
});

import { hkdfSync, randomBytes } from 'node:crypto';
import type { Config, EncryptionKey } from '../../config/config.js';
import { KeyRing, type KeyPurpose } from './key-ring.js';

const ringOf = (...encryptionKeys: EncryptionKey[]): KeyRing => new KeyRing({ encryptionKeys } as unknown as Config);
const purposes: KeyPurpose[] = ['token', 'code-verifier', 'parked-code', 'canary', 'asset-url'];
const keys = ['k2', 'k1'].map((kid) => ({ kid, key: randomBytes(32) }));

it('gives each purpose of each key a sub-key of its own, and none of them is a configured key', () => {
  const ring = ringOf(...keys);
  const subKeys = purposes.flatMap((purpose) => ring.kids.map((kid) => ring.find(kid, purpose)!.toString('hex')));
  const masters = keys.map(({ key }) => key.toString('hex'));
  expect(new Set([...subKeys, ...masters]).size).toBe(purposes.length * keys.length + masters.length);
  for (const subKey of subKeys) expect(subKey).toHaveLength(64);
});

it('derives the same sub-key in every process, by HKDF-SHA-256 with the purpose as info', () => {
  const expected = Buffer.from(hkdfSync('sha256', keys[1]!.key, Buffer.alloc(0), 'figbridge|token', 32));
  for (const ring of [ringOf(...keys), ringOf(keys[1]!)]) {
    expect(ring.find('k1', 'token')).toEqual(expected);
    expect(ring.find('k1', 'token')).toEqual(expected);
  }
});

it('takes the first key as the one that writes', () => {
  const ring = ringOf(...keys);
  expect(ring.primaryKid).toBe('k2');
  expect(ring.kids).toEqual(['k2', 'k1']);
  expect(ring.primary('token')).toEqual(ring.find('k2', 'token'));
});

it.each(['k3', '', 'K1', '__proto__'])('knows no key by the name "%s"', (kid) => {
  expect(ringOf(...keys).find(kid, 'token')).toBeNull();
});

it('cannot be made without a key', () => {
  expect(() => ringOf()).toThrow('No encryption key is configured');
});

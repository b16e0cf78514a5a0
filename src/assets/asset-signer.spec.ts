import fc from 'fast-check';
import type { Config } from '../config/config.js';
import { KeyRing } from '../platform/crypto/key-ring.js';
import { AssetSigner, assetExpiry } from './asset-signer.js';

const key = (kid: string, fill: number) => ({ kid, key: Buffer.alloc(32, fill) });
const ring = (...keys: ReturnType<typeof key>[]) => new KeyRing({ encryptionKeys: keys } as unknown as Config);

const signer = new AssetSigner(ring(key('a', 1)));
const asset = { kind: 'thumbnail', ownerId: '00000000-0000-4000-8000-000000000001', name: 'KEY' };
const texts = fc.record({ kind: fc.string(), ownerId: fc.string(), name: fc.string() });

it('verifies what it signed', () => {
  fc.assert(fc.property(texts, fc.nat(), (ref, expires) => signer.verify(ref, expires, signer.sign(ref, expires))));
});

it('does not verify when any part was changed', () => {
  const part = fc.constantFrom('kind', 'ownerId', 'name');
  fc.assert(
    fc.property(texts, fc.nat(), part, fc.string({ minLength: 1 }), (ref, expires, changed, more) => {
      const signature = signer.sign(ref, expires);
      expect(signer.verify({ ...ref, [changed]: ref[changed as 'kind'] + more }, expires, signature)).toBe(false);
      expect(signer.verify(ref, expires + 1, signature)).toBe(false);
    }),
  );
});

it('does not verify when a character moved to the next part', () => {
  const signature = signer.sign({ kind: 'ab', ownerId: 'c', name: 'd' }, 1);
  expect(signer.verify({ kind: 'a', ownerId: 'bc', name: 'd' }, 1, signature)).toBe(false);
});

it('does not verify any other signature', () => {
  const signature = signer.sign(asset, 100);
  expect(signer.verify(asset, 100, '')).toBe(false);
  expect(signer.verify(asset, 100, `${signature}=`)).toBe(false);
  for (let at = 0; at < signature.length; at += 1) {
    const other = signature[at] === 'A' ? 'B' : 'A';
    expect(signer.verify(asset, 100, signature.slice(0, at) + other + signature.slice(at + 1))).toBe(false);
  }
});

it('accepts every configured key and no other, so that URLs survive a rotation', () => {
  const signature = signer.sign(asset, 100);
  expect(new AssetSigner(ring(key('b', 2), key('a', 1))).verify(asset, 100, signature)).toBe(true);
  expect(new AssetSigner(ring(key('b', 2))).verify(asset, 100, signature)).toBe(false);
});

it('expires 48 to 72 hours ahead, in steps of a day', () => {
  const day = 86_400_000;
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4e12 }), (now) => {
      const aheadMs = assetExpiry(now) * 1000 - now;
      expect(aheadMs).toBeGreaterThan(2 * day);
      expect(aheadMs).toBeLessThanOrEqual(3 * day);
      expect(assetExpiry(Math.floor(now / day) * day)).toBe(assetExpiry(now));
    }),
  );
});

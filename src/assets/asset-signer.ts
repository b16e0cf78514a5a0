import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { equalSecrets } from '../platform/crypto/random.js';
import { KeyRing } from '../platform/crypto/key-ring.js';
import type { AssetRef } from './asset.js';

const daySeconds = 86_400;

/**
 * The right to see one image until a moment, as an HMAC-SHA256 over all that the URL says. An <img> cannot send a JWT, so
 * the URL itself must carry the permission.
 */
@Injectable()
export class AssetSigner {
  constructor(private readonly keys: KeyRing) {}

  /** @param expires seconds since 1970 */
  sign(asset: AssetRef, expires: number): string {
    return signature(this.keys.primary('asset-url'), asset, expires);
  }

  /** Any configured key may have signed, so that URLs outlive a key rotation. Expiry is not looked at. */
  verify(asset: AssetRef, expires: number, given: string): boolean {
    const keys = this.keys.kids.map((kid) => this.keys.find(kid, 'asset-url'));
    return keys.some((key) => key !== null && equalSecrets(signature(key, asset, expires), given));
  }
}

/** 48 to 72 hours ahead, in steps of a day: a URL stays the same for a day (browsers cache by URL) and outlives a cached listing. */
export function assetExpiry(nowMs: number): number {
  return (Math.floor(nowMs / 1000 / daySeconds) + 3) * daySeconds;
}

/** JSON keeps the parts apart, so that moving a character from one part to the next changes what is signed. */
function signature(key: Buffer, { kind, ownerId, name }: AssetRef, expires: number): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([kind, ownerId, name, expires]))
    .digest('base64url');
}

import { hkdfSync } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';

/** One key never serves two uses: each purpose gets its own HKDF sub-key (RFC 5869) of every configured key. */
export type KeyPurpose = 'token' | 'code-verifier' | 'parked-code' | 'canary' | 'asset-url';

@Injectable()
export class KeyRing {
  /** Writes use this key; all configured keys read. */
  readonly primaryKid: string;
  readonly kids: readonly string[];
  private readonly masters: ReadonlyMap<string, Buffer>;
  private readonly subKeys = new Map<string, Buffer>();

  constructor(config: Config) {
    const [first] = config.encryptionKeys;
    if (!first) throw new Error('No encryption key is configured');
    this.primaryKid = first.kid;
    this.kids = config.encryptionKeys.map((key) => key.kid);
    this.masters = new Map(config.encryptionKeys.map(({ kid, key }) => [kid, key]));
  }

  /** The 256-bit sub-key, or null for a key id that is not configured. */
  find(kid: string, purpose: KeyPurpose): Buffer | null {
    const master = this.masters.get(kid);
    if (!master) return null;
    const name = `${purpose}|${kid}`;
    const known = this.subKeys.get(name);
    if (known) return known;
    const derived = Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), `figbridge|${purpose}`, 32));
    this.subKeys.set(name, derived);
    return derived;
  }

  primary(purpose: KeyPurpose): Buffer {
    const key = this.find(this.primaryKid, purpose);
    if (!key) throw new Error('The primary encryption key is missing');
    return key;
  }
}

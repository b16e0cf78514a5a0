import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { KeyRing, type KeyPurpose } from './key-ring.js';

/** Where a ciphertext lives. It is authenticated with the text, so that it opens nowhere else (row, user or column). */
export interface SealContext {
  readonly purpose: KeyPurpose;
  readonly table: string;
  readonly column: string;
  readonly rowId: string;
  readonly userId: string;
  readonly provider: string;
  /** The provider's id of the account that the text belongs to, where there is one. */
  readonly account?: string;
}

/** The ciphertext was changed, moved, cut, or belongs to a key that is not configured. Says nothing about which. */
export class UnsealError extends Error {
  override readonly name = 'UnsealError';
}

const version = 'v1';
const ivBytes = 12;
const tagBytes = 16;
const base64url = /^[A-Za-z0-9_-]*$/;

/**
 * AES-256-GCM (NIST SP 800-38D), written as `v1.<kid>.<iv>.<ciphertext>.<tag>` in base64url.
 * The tag length is fixed because Node accepts tags of 4 bytes unless told otherwise.
 */
@Injectable()
export class SealedBox {
  constructor(private readonly keys: KeyRing) {}

  seal(plaintext: string, context: SealContext): string {
    const kid = this.keys.primaryKid;
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', this.keys.primary(context.purpose), iv, { authTagLength: tagBytes });
    cipher.setAAD(additionalData(kid, context));
    const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
    return [version, kid, encode(iv), encode(ciphertext), encode(cipher.getAuthTag())].join('.');
  }

  /** @throws UnsealError for anything that this ring did not seal for exactly this context */
  open(sealed: string, context: SealContext): string {
    const { kid, iv, ciphertext, tag } = parse(sealed);
    const key = this.keys.find(kid, context.purpose);
    if (!key) throw new UnsealError('Sealed with a key that is not configured');
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes });
      decipher.setAAD(additionalData(kid, context));
      decipher.setAuthTag(tag);
      return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
    } catch {
      throw new UnsealError('The ciphertext does not belong here or was changed');
    }
  }
}

/** The key id that sealed a text, for progress reports; null when the text is not one of ours. */
export function keyIdOf(sealed: string): string | null {
  const parts = sealed.split('.');
  return parts.length === 5 && parts[0] === version ? (parts[1] ?? null) : null;
}

function additionalData(kid: string, context: SealContext): Buffer {
  const { table, rowId, userId, provider, column, purpose, account = '' } = context;
  return Buffer.from(JSON.stringify([version, kid, purpose, table, rowId, userId, provider, column, account]), 'utf8');
}

function parse(sealed: string): { kid: string; iv: Buffer; ciphertext: Buffer; tag: Buffer } {
  const [prefix, kid, iv, ciphertext, tag, ...rest] = sealed.split('.');
  if (prefix !== version || rest.length > 0 || !kid) throw new UnsealError('Unknown ciphertext format');
  const parts = { kid, iv: decode(iv), ciphertext: decode(ciphertext), tag: decode(tag) };
  if (parts.iv.length !== ivBytes || parts.tag.length !== tagBytes) throw new UnsealError('Unknown ciphertext format');
  return parts;
}

function encode(bytes: Buffer): string {
  return bytes.toString('base64url');
}

/** Strict: only the one spelling that `encode` gives, because Node's decoder skips what it does not know. */
function decode(text: string | undefined): Buffer {
  if (text === undefined || !base64url.test(text)) throw new UnsealError('Unknown ciphertext format');
  const bytes = Buffer.from(text, 'base64url');
  if (encode(bytes) !== text) throw new UnsealError('Unknown ciphertext format');
  return bytes;
}

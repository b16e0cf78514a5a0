import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits, base64url (43 characters): states, nonces, tickets and PKCE verifiers. RFC 6749 §10.10 asks for at least 128 bits. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a secret that only has to be recognised. The inputs have 256 bits, so no salt or stretching is needed. */
export function sha256(value: string | Buffer): Buffer {
  return createHash('sha256').update(value).digest();
}

/** Compares in constant time whatever the lengths are. */
export function equalSecrets(a: string | Buffer, b: string | Buffer): boolean {
  return timingSafeEqual(sha256(a), sha256(b));
}

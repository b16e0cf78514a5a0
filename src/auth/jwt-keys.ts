import { createPublicKey, createSecretKey, KeyObject } from 'node:crypto';
import type { Algorithm } from 'jsonwebtoken';
import type { JwtMode } from '../config/config.js';
import { asymmetricAlgorithms, rsaAlgorithms } from './algorithms.js';
import type { JwksKeys } from './jwks-keys.js';

/** The key that must have signed a token, given the token's still unverified text. */
export interface VerificationKeys {
  /** Decided by the configuration, never by the token's header (RFC 8725 §3.1). */
  readonly algorithms: Algorithm[];
  /** @throws Error when no configured key can have signed it; UnavailableError when that cannot be known now */
  keyFor(token: string): Promise<KeyObject>;
}

const curves: Readonly<Record<string, Algorithm>> = { prime256v1: 'ES256', secp384r1: 'ES384', secp521r1: 'ES512' };

export function verificationKeys(mode: JwtMode, jwks: (url: string) => JwksKeys): VerificationKeys {
  if (mode.kind === 'jwks') {
    const keys = jwks(mode.url);
    return { algorithms: [...asymmetricAlgorithms], keyFor: (token) => keys.keyFor(token) };
  }
  const key = mode.kind === 'secret' ? createSecretKey(Buffer.from(mode.secret, 'utf8')) : createPublicKey(mode.pem);
  return { algorithms: algorithmsOf(key), keyFor: () => Promise.resolve(key) };
}

function algorithmsOf(key: KeyObject): Algorithm[] {
  if (key.type === 'secret') return ['HS256'];
  if (key.asymmetricKeyType === 'rsa') return [...rsaAlgorithms];
  const algorithm = curves[key.asymmetricKeyDetails?.namedCurve ?? ''];
  if (!algorithm) throw new Error('JWT_PUBLIC_KEY must be an RSA key or an EC key on P-256, P-384 or P-521');
  return [algorithm];
}

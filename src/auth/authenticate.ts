import type { AuthenticatedUser } from './authenticated-user.js';
import { type Claims, userIdOf } from './subject.js';

export interface VerifiedJwt {
  readonly header: { readonly crit?: unknown };
  readonly payload: Claims | string;
}

/** Emails longer than this are not addresses (RFC 5321 §4.5.3.1). */
const longestEmail = 320;

/** Seconds since 1970 of the last moment that a Date can hold. */
const latestDate = 8.64e12;

/**
 * What jsonwebtoken does not check once the signature, `exp`, `nbf`, `iss` and `aud` are right: an unknown `crit`
 * (RFC 7515 §4.1.11: none is known to us), a missing `exp`, a token made for another purpose, a subject that names nobody.
 */
export function toAuthenticatedUser({ header, payload }: VerifiedJwt): AuthenticatedUser | null {
  if (header.crit !== undefined || typeof payload === 'string') return null;
  if (typeof payload.exp !== 'number' || payload.exp > latestDate) return null;
  if (payload.type !== undefined && payload.type !== 'access') return null;
  const id = userIdOf(payload);
  if (id === null) return null;
  const email = typeof payload.email === 'string' && payload.email.length <= longestEmail ? payload.email : null;
  return { id, email: email?.replaceAll('\u0000', '') ?? null, expiresAt: new Date(payload.exp * 1000) };
}

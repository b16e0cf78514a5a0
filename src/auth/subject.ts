import { isUuid, uuidV5 } from '../platform/crypto/uuid.js';

/** The claims we look at; a JWT may carry any others. */
export interface Claims {
  readonly sub?: unknown;
  readonly id?: unknown;
  readonly iss?: unknown;
  readonly exp?: unknown;
  readonly type?: unknown;
  readonly email?: unknown;
}

const longestSubject = 1024;
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const controlCharacters = /[\u0000-\u001f\u007f]/;

function asSubject(value: unknown): string | null {
  const usable = typeof value === 'string' && value !== '' && value.length <= longestSubject;
  return usable && !controlCharacters.test(value) ? value : null;
}

/** `sub` must be a string (RFC 7519 §4.1.2). Without it, `id` serves: text, or an integer as decimal text. */
function subjectOf(claims: Claims): string | null {
  if (claims.sub !== undefined) return asSubject(claims.sub);
  return asSubject(Number.isSafeInteger(claims.id) ? String(claims.id) : claims.id);
}

/**
 * Our id of the user a JWT speaks of, or null when it names nobody. A UUID is used as it is, in lower case; any other
 * subject becomes the UUIDv5 of issuer and subject, so that equal subjects of two issuers stay two users.
 */
export function userIdOf(claims: Claims): string | null {
  const subject = subjectOf(claims);
  if (subject === null) return null;
  if (isUuid(subject)) return subject.toLowerCase();
  const issuer = typeof claims.iss === 'string' ? claims.iss : '';
  return uuidV5(`${issuer}#${subject}`);
}

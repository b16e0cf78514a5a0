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

// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const controlCharacters = /[\u0000-\u001f\u007f]/;

/** Half of a surrogate pair. All halves become the same bytes when they are hashed: two subjects would be one user. */
const halfCharacter = /\p{Surrogate}/u;

function isText(value: unknown): value is string {
  return typeof value === 'string' && !halfCharacter.test(value);
}

/** Never cut, whatever the length: two long subjects may differ in the last character. */
function asSubject(value: unknown): string | null {
  return isText(value) && value !== '' && !controlCharacters.test(value) ? value : null;
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
  const issuer = claims.iss ?? '';
  return isText(issuer) ? uuidV5(`${issuer}#${subject}`) : null;
}

import { InvalidValueError } from '../problems.js';
import type { Parser } from './parser.js';
import { isPlaceholder } from './placeholders.js';

const MINIMUM_BYTES = 32;
const GENERATE = 'generate one with: openssl rand -base64 48';

/** RFC 7518 §3.2: an HS256 key has at least the size of the hash output, 32 bytes. */
export const jwtSecret: Parser<string> = (text) => requireLength(refusePlaceholder(text));

/** A bearer token that guards every operator route, so it must be out of reach of guessing. */
export const adminToken: Parser<string> = (text) => requireHeaderSafe(requireLength(refusePlaceholder(text)));

export const bearerToken: Parser<string> = (text) => requireHeaderSafe(refusePlaceholder(text));

/** A secret another party issued: nothing is known of its form, except that it is not an example from a manual. */
export const clientSecret: Parser<string> = (text) => {
  if (isPlaceholder(text) || !/^[\x21-\x7e]+$/.test(text)) {
    throw new InvalidValueError("is not a client secret: copy it from the provider's app page, without white space");
  }
  return text;
};

export const webhookSecret: Parser<string> = (text, warn) => {
  if (/\s/.test(text)) throw new InvalidValueError(`must not contain white space; ${GENERATE}`);
  if (Buffer.byteLength(refusePlaceholder(text)) < 16) warn(`is shorter than 16 bytes and may be guessed; ${GENERATE}`);
  return text;
};

function refusePlaceholder(text: string): string {
  if (isPlaceholder(text)) throw new InvalidValueError(`is a published example value that anybody knows; ${GENERATE}`);
  return text;
}

function requireLength(text: string): string {
  if (Buffer.byteLength(text) < MINIMUM_BYTES) {
    throw new InvalidValueError(`must be at least ${MINIMUM_BYTES} bytes long; ${GENERATE}`);
  }
  return text;
}

function requireHeaderSafe(text: string): string {
  if (!/^[\x21-\x7e]+$/.test(text)) {
    throw new InvalidValueError(`must be printable ASCII without white space, as it travels in a header; ${GENERATE}`);
  }
  return text;
}

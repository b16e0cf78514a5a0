import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { EncryptionKey } from '../config.js';
import { InvalidValueError } from '../problems.js';
import type { Parser } from './parser.js';
import { isPlaceholder } from './placeholders.js';

const KEY_BYTES = 32;
const GENERATE = 'generate one with: echo "k1:$(openssl rand -base64 32)"';

/** `kid:base64(32 bytes)[,kid:…]`. Order matters and is kept: the first key writes, all read. */
export const encryptionKeys: Parser<readonly EncryptionKey[]> = (text) => {
  const keys = text.split(',').map((entry, index) => encryptionKey(entry.trim(), index + 1));
  keys.forEach(({ kid }, index) => {
    const first = keys.findIndex((key) => key.kid === kid);
    if (first < index) {
      throw new InvalidValueError(
        `key ${index + 1} has the same kid as key ${first + 1}: each needs a name of its own`,
      );
    }
  });
  return keys;
};

function encryptionKey(entry: string, position: number): EncryptionKey {
  const colon = entry.indexOf(':');
  const kid = entry.slice(0, Math.max(colon, 0));
  const encoded = entry.slice(colon + 1);
  if (colon < 0) throw new InvalidValueError(`key ${position} must look like kid:base64; ${GENERATE}`);
  if (!/^[A-Za-z0-9_-]{1,32}$/.test(kid)) {
    throw new InvalidValueError(`key ${position} must have a kid of 1 to 32 letters, digits, "_" or "-"`);
  }
  return { kid, key: keyBytes(encoded, position) };
}

/** Compared with its re-encoding, because `Buffer.from(text, 'base64')` silently skips what it does not understand. */
function keyBytes(encoded: string, position: number): Buffer {
  const key = Buffer.from(encoded, 'base64');
  if (encoded === '' || key.toString('base64') !== encoded) {
    throw new InvalidValueError(`key ${position} is not standard base64 with padding; ${GENERATE}`);
  }
  if (key.length !== KEY_BYTES) {
    throw new InvalidValueError(`key ${position} is ${key.length} bytes long and must be ${KEY_BYTES}; ${GENERATE}`);
  }
  if (key.every((byte) => byte === key[0]) || isPlaceholder(key.toString('latin1'))) {
    throw new InvalidValueError(`key ${position} is not random; ${GENERATE}`);
  }
  return key;
}

/**
 * A public key or certificate in PEM, returned as SPKI PEM. `createPublicKey` alone would accept a private key and
 * derive the public half, leaving the private one in the environment.
 */
export const publicKeyPem: Parser<string> = (text) => {
  const pem = text.replaceAll('\\n', '\n').replaceAll('\r\n', '\n');
  if (pem.includes('PRIVATE KEY')) {
    throw new InvalidValueError(
      'is a private key, which does not belong here: set the public half (openssl pkey -pubout)',
    );
  }
  if (!/^-----BEGIN (RSA PUBLIC KEY|PUBLIC KEY|CERTIFICATE)-----\n/.test(pem)) {
    throw new InvalidValueError('must be a public key in PEM, starting with -----BEGIN PUBLIC KEY-----');
  }
  const key = requireSupported(parsePublicKey(pem));
  return key.export({ type: 'spki', format: 'pem' }).toString();
};

function parsePublicKey(pem: string): KeyObject {
  try {
    return createPublicKey(pem);
  } catch {
    throw new InvalidValueError(
      'cannot be read as a public key: copy the whole PEM block, with line breaks or \\n between its lines',
    );
  }
}

/** RFC 7518 §3.3 and §3.4: RSA keys of 2048 bits or more, or the curves of ES256, ES384 and ES512. */
function requireSupported(key: KeyObject): KeyObject {
  const details = key.asymmetricKeyDetails ?? {};
  const rsa = key.asymmetricKeyType === 'rsa' && (details.modulusLength ?? 0) >= 2048;
  const ec =
    key.asymmetricKeyType === 'ec' && ['prime256v1', 'secp384r1', 'secp521r1'].includes(details.namedCurve ?? '');
  if (!rsa && !ec) {
    throw new InvalidValueError('must be an RSA key of at least 2048 bits or an EC key on P-256, P-384 or P-521');
  }
  return key;
}

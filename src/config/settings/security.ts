import { encryptionKeys, publicKeyPem } from '../parsers/keys.js';
import { jwtSecret } from '../parsers/secrets.js';
import { integer, oneOf, plainText } from '../parsers/simple.js';
import { jwksUrl } from '../parsers/urls.js';
import { defaulted, optional } from './setting.js';

export const CALLER_SETTINGS = {
  JWT_SECRET: optional({
    section: 'Callers',
    description:
      'Secret shared with the application that signs the JWTs (HS256), at least 32 bytes; published example values are refused. Set exactly one of `JWT_SECRET`, `JWT_JWKS_URL` and `JWT_PUBLIC_KEY`. With none, development generates a secret into `DATA_DIR`.',
    example: 'replace-with-the-output-of-openssl-rand-base64-48',
    secret: true,
    parse: jwtSecret,
  }),
  JWT_JWKS_URL: optional({
    section: 'Callers',
    description:
      'JWK set of the issuer, for asymmetrically signed JWTs. Plain http is accepted for loopback hosts only.',
    example: 'https://login.example.com/.well-known/jwks.json',
    parse: jwksUrl,
  }),
  JWT_PUBLIC_KEY: optional({
    section: 'Callers',
    description:
      'Public key or certificate of the issuer in PEM: RSA of at least 2048 bits, or EC on P-256, P-384 or P-521. Line breaks may be written as `\\n`.',
    example: '-----BEGIN PUBLIC KEY-----\\n<base64>\\n-----END PUBLIC KEY-----',
    secret: true,
    multiline: true,
    parse: publicKeyPem,
  }),
  JWT_ISSUER: optional({
    section: 'Callers',
    description: 'When set, the `iss` claim must equal it.',
    example: 'https://login.example.com/',
    parse: plainText,
  }),
  JWT_AUDIENCE: optional({
    section: 'Callers',
    description: 'When set, the `aud` claim must contain it.',
    example: 'figbridge',
    parse: plainText,
  }),
};

export const ENCRYPTION_SETTINGS = {
  TOKEN_ENCRYPTION_KEYS: optional({
    section: 'Encryption',
    description:
      'Keys for everything stored encrypted: `kid:base64(32 bytes)`, comma separated. The first key writes, all read; to rotate, put a new key in front. A lost key makes every connection it encrypted unreadable. Generate one with `echo "k1:$(openssl rand -base64 32)"`. Unset, development generates a key into `DATA_DIR`.',
    example: 'k1:<output of openssl rand -base64 32>',
    secret: true,
    parse: encryptionKeys,
  }),
};

export const FLOW_SETTINGS = {
  OAUTH_BROWSER_BINDING: defaulted({
    section: 'OAuth flows',
    description:
      'How strictly a callback must come from the browser that started the connection. `auto`: a client that is visibly not a browser may finish without the cookie, a browser has to confirm. `always`: everybody without the cookie has to confirm. `off`: not checked, which lets one person link an account for another.',
    default: 'auto',
    parse: oneOf('auto', 'always', 'off'),
  }),
  OAUTH_STATE_TTL_SECONDS: defaulted({
    section: 'OAuth flows',
    description: 'Seconds a user has between starting a connection and coming back from the provider, up to one hour.',
    default: '900',
    parse: integer({ min: 1, max: 3600 }),
  }),
};

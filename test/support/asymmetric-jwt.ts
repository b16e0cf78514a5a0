import { createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { SignJWT } from 'jose';
import { inSeconds } from './jwt.js';

export interface Issuer {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** As an issuer publishes it. `alg` and `use` are optional (RFC 7517 §4) and left out here. */
  readonly jwk: Readonly<Record<string, unknown>>;
  readonly pem: string;
}

const curves: Readonly<Record<string, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };

export function newIssuer(alg = 'RS256', kid: string = randomUUID()): Issuer {
  const namedCurve = curves[alg];
  const { publicKey, privateKey } = namedCurve
    ? generateKeyPairSync('ec', { namedCurve })
    : generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  return { kid, alg, privateKey, publicKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid }, pem };
}

/** Claims of a token that is good in every other respect, and never seen before. */
export function goodClaims(): Record<string, unknown> {
  return { sub: 'somebody', exp: inSeconds(3600), jti: randomUUID() };
}

/** Signed by jose, as a host application would. */
export function issuedBy(issuer: Issuer, claims: object = {}, header: object = {}): Promise<string> {
  return new SignJWT({ ...goodClaims(), ...claims })
    .setProtectedHeader({ alg: issuer.alg, kid: issuer.kid, ...header })
    .sign(issuer.privateKey);
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Any header over any claims, signed with an RSA key by hand, because no library would. */
export function forgedWithRsa(key: KeyObject, header: object, claims: object = goodClaims()): string {
  const text = `${encode({ alg: 'RS256', ...header })}.${encode(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}

export function forgedWithSecret(secret: string | Buffer, header: object): string {
  const text = `${encode({ alg: 'HS256', ...header })}.${encode(goodClaims())}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

export function unsigned(alg: string, signature: string): string {
  return `${encode({ alg, typ: 'JWT' })}.${encode(goodClaims())}.${signature}`;
}

/**
 * Security T-24 against a deployment that believes `issuer` (RS256) alone. `foreignKeys` is an address that must never be
 * asked for keys.
 */
export function attacksOn(issuer: Issuer, foreignKeys: string): [string, string][] {
  const { kid, pem, privateKey, publicKey } = issuer;
  const stranger = newIssuer('RS256', kid);
  const known = { kid };
  const der = publicKey.export({ type: 'spki', format: 'der' });
  const parts = forgedWithRsa(privateKey, known).split('.') as [string, string, string];
  return [
    ['without an algorithm', unsigned('none', '')],
    ['without an algorithm but with a signature', unsigned('none', parts[2])],
    ['without an algorithm in other letters', unsigned('nOnE', '')],
    ['with the public key as a secret', forgedWithSecret(pem, known)],
    ['with the public key as a secret, a line break before it', forgedWithSecret(`\n${pem}`, known)],
    ['with the public key as a secret, without the last line break', forgedWithSecret(pem.trim(), known)],
    ['with the public key in Windows lines as a secret', forgedWithSecret(pem.replaceAll('\n', '\r\n'), known)],
    ['with the public key in DER as a secret', forgedWithSecret(der, known)],
    ['with the public key as a secret and no kid', forgedWithSecret(pem, {})],
    ['with a path as kid', forgedWithSecret('', { kid: '../../../../dev/null' })],
    ['by a stranger', forgedWithRsa(stranger.privateKey, known)],
    ['by a stranger with an own kid', forgedWithRsa(stranger.privateKey, { kid: '../../strange' })],
    ['by a stranger who brings the key', forgedWithRsa(stranger.privateKey, { ...known, jwk: stranger.jwk })],
    ['by a stranger who says where the keys are', forgedWithRsa(stranger.privateKey, { ...known, jku: foreignKeys })],
    ['by a stranger who names a certificate', forgedWithRsa(stranger.privateKey, { kid: 'x', x5u: foreignKeys })],
    ['by a stranger who brings a certificate', forgedWithRsa(stranger.privateKey, { x5c: [der.toString('base64')] })],
    ['with an unknown crit', forgedWithRsa(privateKey, { ...known, crit: ['x'], x: 1 })],
    ['with an empty crit', forgedWithRsa(privateKey, { ...known, crit: [] })],
    ['with an unencoded payload', forgedWithRsa(privateKey, { ...known, crit: ['b64'], b64: false })],
    ['that says another algorithm than it was signed with', forgedWithRsa(privateKey, { ...known, alg: 'PS256' })],
    ['that says an algorithm for another kind of key', forgedWithRsa(privateKey, { ...known, alg: 'ES256' })],
    ['with other claims than were signed', `${parts[0]}.${encode({ ...goodClaims(), sub: 'admin' })}.${parts[2]}`],
    ['with its signature cut off', `${parts[0]}.${parts[1]}.`],
    ['with half a signature', `${parts[0]}.${parts[1]}.${parts[2].slice(0, 100)}`],
  ];
}

/** Claims for which a well-signed token is refused all the same (security T-25, T-26). */
export const badClaims: readonly [string, object][] = [
  ['expired', { exp: inSeconds(-61) }],
  ['without exp', { exp: undefined }],
  ['not yet valid', { nbf: inSeconds(120) }],
  ['for another purpose', { type: 'refresh' }],
  ['without a subject', { sub: undefined }],
  ['with a list as subject', { sub: ['a'] }],
];

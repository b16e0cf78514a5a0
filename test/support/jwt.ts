import { createHmac } from 'node:crypto';

export const jwtSecret = 'a secret for tests that is long enough, 0123456789';

export interface JwtOptions {
  readonly secret?: string;
  readonly header?: Readonly<Record<string, unknown>>;
  /** Undefined members are left out, so that a claim can be removed. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** Seconds since 1970. */
export function inSeconds(offset: number): number {
  return Math.floor(Date.now() / 1000) + offset;
}

/** Signed by hand, so that tests can make tokens that no library would. */
export function jwtFor(sub: string, { secret = jwtSecret, header = {}, claims = {} }: JwtOptions = {}): string {
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const payload = { sub, email: `${sub}@example.com`, exp: inSeconds(3600), ...claims };
  const signed = `${encode({ alg: 'HS256', typ: 'JWT', ...header })}.${encode(payload)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

import { equalSecrets, sha256 } from '../platform/crypto/random.js';

/** Does the browser hold the nonce of this flow, other flows' nonces only, or none of ours? */
export type CookieMatch = 'right' | 'another' | 'none';

export interface FlowCookieOptions {
  readonly path: '/';
  readonly httpOnly: true;
  readonly sameSite: 'lax';
  readonly secure: boolean;
  readonly maxAge: number;
}

const baseName = 'figbridge_oauth_';

/**
 * The cookie that ties a flow to the browser that started it. SameSite=Lax, because Strict is lost on the way back from
 * the provider; `__Host-` and Secure whenever browsers reach us by https (RFC 6265bis §4.1.3.2).
 */
export class FlowCookies {
  private readonly prefix: string;

  constructor(
    private readonly secure: boolean,
    private readonly ttlSeconds: number,
  ) {
    this.prefix = secure ? `__Host-${baseName}` : baseName;
  }

  /** The first eight characters of the state's hash: the callback finds its cookie without any other memory. */
  nameFor(stateHash: Buffer): string {
    return `${this.prefix}${stateHash.toString('hex').slice(0, 8)}`;
  }

  nameOfState(state: string): string {
    return this.nameFor(sha256(state));
  }

  /** `maxAge` in seconds. No Domain: the cookie belongs to this host alone. */
  get options(): FlowCookieOptions {
    return { path: '/', httpOnly: true, sameSite: 'lax', secure: this.secure, maxAge: this.ttlSeconds };
  }

  match(cookies: Readonly<Record<string, string | undefined>>, nonceHash: Buffer): CookieMatch {
    const ours = Object.entries(cookies).flatMap(([name, value]) =>
      name.startsWith(this.prefix) && value ? [value] : [],
    );
    if (ours.length === 0) return 'none';
    return ours.some((nonce) => equalSecrets(sha256(nonce), nonceHash)) ? 'right' : 'another';
  }
}

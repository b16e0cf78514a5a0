import { KeyObject } from 'node:crypto';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  decodeProtectedHeader,
  errors,
  type JSONWebKeySet,
} from 'jose';
import { UnavailableError } from '../platform/errors/common.errors.js';
import type { OutboundHttp } from '../platform/http/outbound-http.js';
import type { LogService } from '../platform/logging/log.service.js';

/** An unknown `kid` asks the endpoint at most this often, so that forged tokens cannot make us hammer it. */
const cooldownMs = 30_000;
/** Keys older than this are fetched again, so that a key that was taken out stops working. */
const maxAgeMs = 600_000;
const fetchTimeoutMs = 5_000;
const maxBytes = 256 * 1024;

/** The host application's JWK set (RFC 7517). While its endpoint is down, the keys that were last seen go on working. */
export class JwksKeys {
  private readonly remote: ReturnType<typeof createRemoteJWKSet>;
  private lastGood: JSONWebKeySet | undefined;

  constructor(
    url: string,
    private readonly http: OutboundHttp,
    private readonly log: LogService,
  ) {
    this.remote = createRemoteJWKSet(new URL(url), {
      cooldownDuration: cooldownMs,
      cacheMaxAge: maxAgeMs,
      timeoutDuration: fetchTimeoutMs,
      [customFetch]: (address) => this.fetch(address),
    });
  }

  /** @throws errors.JOSEError when no key fits; UnavailableError when there have never been keys and none can be had */
  async keyFor(token: string): Promise<KeyObject> {
    const header = decodeProtectedHeader(token);
    if (typeof header.alg !== 'string' || header.alg.startsWith('HS'))
      throw new errors.JOSEAlgNotAllowed('Not allowed');
    const wanted = { ...header, alg: header.alg };
    try {
      const key = KeyObject.from(await this.remote(wanted));
      this.lastGood = this.remote.jwks();
      return key;
    } catch (error) {
      if (!isEndpointTrouble(error)) throw error;
      return KeyObject.from(await this.fallback(error)(wanted));
    }
  }

  private fallback(error: unknown): ReturnType<typeof createLocalJWKSet> {
    this.log.warn('the JWK set could not be fetched', { hasKeys: this.lastGood !== undefined, err: error });
    if (!this.lastGood) throw new UnavailableError({ cause: error });
    return createLocalJWKSet(this.lastGood);
  }

  private async fetch(address: string): Promise<Response> {
    const answer = await this.http.send({
      method: 'GET',
      url: new URL(address),
      headers: { accept: 'application/jwk-set+json, application/json' },
      timeoutMs: fetchTimeoutMs,
      maxBytes,
    });
    const body = answer.status === 200 ? new Uint8Array(answer.body) : null;
    return new Response(body, { status: answer.status === 200 ? 200 : 502 });
  }
}

/** Of jose's errors only these say that the answer was unusable; the others say that the token fits no key. */
function isEndpointTrouble(error: unknown): boolean {
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) return false;
  if (error instanceof errors.JOSENotSupported || error instanceof errors.JOSEAlgNotAllowed) return false;
  return true;
}

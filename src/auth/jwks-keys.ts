import { KeyObject } from 'node:crypto';
import {
  createLocalJWKSet,
  decodeProtectedHeader,
  errors,
  type JSONWebKeySet,
  type JWSHeaderParameters,
  type ProtectedHeaderParameters,
} from 'jose';
import { UnavailableError } from '../platform/errors/common.errors.js';
import type { OutboundHttp } from '../platform/http/outbound-http.js';
import type { LogService } from '../platform/logging/log.service.js';
import { asymmetricAlgorithms } from './algorithms.js';

/**
 * Pause between two requests, whatever came of the first: neither forged `kid`s nor an endpoint that is down may make us
 * hammer it, and one that hangs may delay a caller only that often.
 */
const cooldownMs = 30_000;
/** The pause while there have never been keys: nobody can be let in until the endpoint answers. */
const firstKeysPauseMs = 1_000;
/** Keys older than this are fetched again, so that a key that was taken out stops working. */
const maxAgeMs = 600_000;
const fetchTimeoutMs = 5_000;
const maxBytes = 256 * 1024;

type Header = ProtectedHeaderParameters & JWSHeaderParameters;

/**
 * The host application's JWK set (RFC 7517). While its endpoint is down, the keys that were last seen go on working.
 * (jose's own remote set has a pause after successes only, and drops keys that it cannot renew.)
 */
export class JwksKeys {
  private keys: ReturnType<typeof createLocalJWKSet> | null = null;
  private fetchedAt = -Infinity;
  private triedAt = -Infinity;
  /** Why the latest request brought no keys; null when it did. */
  private failure: unknown = null;
  private pending: Promise<void> | null = null;

  /** `now` in milliseconds of a clock that never goes back. */
  constructor(
    private readonly url: string,
    private readonly http: Pick<OutboundHttp, 'send'>,
    private readonly log: Pick<LogService, 'warn'>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * @throws errors.JOSEError or TypeError when no key fits; UnavailableError when that cannot be known because the latest
   * request to the endpoint failed
   */
  async keyFor(token: string): Promise<KeyObject> {
    const header = headerOf(token);
    if (this.now() - this.fetchedAt > maxAgeMs) await this.refresh();
    const known = await this.find(header);
    if (known) return known;
    await this.refresh();
    const fresh = await this.find(header);
    if (fresh) return fresh;
    throw this.failure === null ? new errors.JWKSNoMatchingKey() : new UnavailableError({ cause: this.failure });
  }

  private async find(header: Header): Promise<KeyObject | null> {
    if (!this.keys) return null;
    try {
      return KeyObject.from(await this.keys(header));
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) return null;
      throw error;
    }
  }

  /** Shared by all that come while it runs. Does nothing during the pause; never rejects. */
  private refresh(): Promise<void> {
    const pauseMs = this.keys ? cooldownMs : firstKeysPauseMs;
    if (!this.pending && this.now() - this.triedAt < pauseMs) return Promise.resolve();
    this.pending ??= this.fetch().finally(() => {
      this.triedAt = this.now();
      this.pending = null;
    });
    return this.pending;
  }

  private async fetch(): Promise<void> {
    try {
      this.keys = createLocalJWKSet(await this.download());
      this.fetchedAt = this.now();
      this.failure = null;
    } catch (error) {
      this.failure = error;
      this.log.warn('the JWK set could not be fetched', { hasKeys: this.keys !== null, err: error });
    }
  }

  /** Whatever the endpoint says; createLocalJWKSet judges it. */
  private async download(): Promise<JSONWebKeySet> {
    const { status, body } = await this.http.send({
      method: 'GET',
      url: new URL(this.url),
      headers: { accept: 'application/jwk-set+json, application/json' },
      timeoutMs: fetchTimeoutMs,
      maxBytes,
    });
    if (status !== 200) throw new Error(`The endpoint answered ${status}`);
    return JSON.parse(new TextDecoder().decode(body)) as JSONWebKeySet;
  }
}

/** Of `jku`, `x5u`, `jwk` and their kin nothing is ever looked at: a token must not say which key is to be believed. */
function headerOf(token: string): Header {
  const { alg, kid } = decodeProtectedHeader(token);
  if (!asymmetricAlgorithms.some((accepted) => accepted === alg)) throw new errors.JOSEAlgNotAllowed('Not allowed');
  return { alg, ...(kid === undefined ? {} : { kid }) };
}

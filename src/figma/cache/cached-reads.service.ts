import { text } from 'node:stream/consumers';
import { Injectable } from '@nestjs/common';
import { NotConnectedError } from '../../tokens/tokens.errors.js';
import { isPassingTrouble } from '../client/figma.errors.js';
import type { RawBody } from '../client/json-body.js';
import { FigmaAccess, type FigmaAccount } from '../figma-access.service.js';
import { BodiesStore } from './bodies.store.js';
import { type CacheEntry, type CacheKey, CacheStore } from './cache.store.js';
import type { CacheOutcome, Forwarded } from './http-caching.js';

/** An answer of the provider, and for how long it may be believed. */
export interface LoadedBody extends RawBody {
  readonly ttlSeconds: number;
}

export interface CachedRead {
  readonly key: CacheKey;
  /** On whose behalf: the connection as it was when the request came. */
  readonly account: FigmaAccount;
  /** The client does not want an unchecked copy. */
  readonly revalidate: boolean;
  /** Asks the provider. `copy` is what will be served, marked as unverified, when this fails for passing trouble. */
  readonly load: (copy: CacheEntry | null) => Promise<LoadedBody>;
}

export interface CachedAnswer {
  readonly entry: CacheEntry;
  readonly outcome: CacheOutcome;
}

/**
 * Answers from the user's own copy while it is fresh, else asks the provider and keeps the answer. When the provider is
 * away, slow or limiting, an older copy is served and marked; a refusal (403, 404, reconnect) is never papered over.
 * Equal reads of one user that meet in this process share one call.
 */
@Injectable()
export class CachedReads {
  private readonly underway = new Map<string, Promise<CacheEntry>>();

  constructor(
    private readonly entries: CacheStore,
    private readonly bodies: BodiesStore,
    private readonly access: FigmaAccess,
  ) {}

  async read(read: CachedRead): Promise<CachedAnswer> {
    const entry = await this.entries.find(read.key);
    if (entry && entry.ttlSeconds > 0 && !read.revalidate) return { entry, outcome: { kind: 'hit' } };
    const reason: Forwarded = entry === null ? 'uri-miss' : read.revalidate ? 'request' : 'stale';
    try {
      return await this.forward(read, entry, reason);
    } catch (error) {
      if (!entry || !isPassingTrouble(error)) throw error;
      return { entry, outcome: { kind: 'unverified', detail: error.code } };
    }
  }

  /** The whole answer as text, for answers that are short enough to be worked on. */
  async textOf(entry: CacheEntry): Promise<string> {
    return text(this.bodies.readDecoded(entry));
  }

  private async forward(read: CachedRead, copy: CacheEntry | null, forwarded: Forwarded): Promise<CachedAnswer> {
    const name = nameOf(read.key);
    const joined = this.underway.get(name);
    if (joined) return { entry: await joined, outcome: { kind: 'collapsed', forwarded } };
    const call = this.fetch(read, copy).finally(() => this.underway.delete(name));
    this.underway.set(name, call);
    return { entry: await call, outcome: { kind: 'stored', forwarded } };
  }

  private async fetch({ key, account, load }: CachedRead, copy: CacheEntry | null): Promise<CacheEntry> {
    const { contentEncoding, bytes, ttlSeconds } = await load(copy);
    const bodyId = await this.bodies.write({ contentType: 'application/json', contentEncoding, source: [bytes] });
    const entry = await this.entries.put(key, bodyId, ttlSeconds);
    // The user may have disconnected while the provider answered; see lockUser.
    if (await this.access.isCurrent(account)) return entry;
    await this.entries.delete(key);
    throw new NotConnectedError('Figma');
  }
}

function nameOf({ userId, resource, fileKey, variant }: CacheKey): string {
  return [userId, resource, fileKey, variant.toString('base64url')].join(' ');
}

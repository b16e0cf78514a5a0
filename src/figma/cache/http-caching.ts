import type { ContentCoding } from '../client/json-body.js';

/**
 * The coding to send a stored body in (RFC 9110 §12.5.3). A gzip body is decoded unless the client asked for gzip and likes
 * it at least as much as plain bytes; without the header it gets plain bytes, because such clients rarely decode.
 */
export function chooseCoding(acceptEncoding: string | undefined, stored: ContentCoding): ContentCoding {
  if (stored === 'identity' || acceptEncoding === undefined) return 'identity';
  const weights = parseWeights(acceptEncoding);
  const any = weights.get('*');
  const gzip = weights.get('gzip') ?? weights.get('x-gzip') ?? any ?? 0;
  // Identity that is not mentioned is acceptable but wanted by nobody.
  const identity = weights.get('identity') ?? 0;
  return gzip > 0 && gzip >= identity ? 'gzip' : 'identity';
}

function parseWeights(header: string): Map<string, number> {
  const weights = new Map<string, number>();
  for (const item of header.split(',')) {
    const [coding, ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
    if (coding) weights.set(coding, weightIn(parameters));
  }
  return weights;
}

/** An unreadable weight counts as 0: plain bytes are always right. */
function weightIn(parameters: readonly string[]): number {
  const given = parameters
    .map((parameter) => /^q\s*=\s*(.*)$/.exec(parameter)?.[1])
    .find((value) => value !== undefined);
  if (given === undefined) return 1;
  return /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(given) ? Number(given) : 0;
}

/** Strong, and different per coding, because the bytes differ (RFC 9110 §8.8.3.3). */
export function entityTag(hash: string, coding: ContentCoding): string {
  return coding === 'gzip' ? `"${hash}-gzip"` : `"${hash}"`;
}

/** RFC 9110 §13.1.2: weak comparison, a list, or `*`. Both codings' tags name the same content, so either counts. */
export function matchesEntityTag(ifNoneMatch: string | undefined, hash: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  const known = new Set([entityTag(hash, 'identity'), entityTag(hash, 'gzip')]);
  // A tag may hold commas, so that splitting at them would be wrong.
  const tags = ifNoneMatch.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return tags.some((tag) => known.has(tag.replace(/^W\//, '')));
}

/** True when the request asks not to be answered from the cache alone (RFC 9111 §5.2.1.4). */
export function asksForRevalidation(cacheControl: string | undefined): boolean {
  return (cacheControl ?? '').split(',').some((directive) => directive.trim().toLowerCase() === 'no-cache');
}

/** How an answer came about. `forwarded` names why the provider was asked, in RFC 9211's words (§2.2). */
export type CacheOutcome =
  | { readonly kind: 'hit' }
  | { readonly kind: 'stored'; readonly forwarded: Forwarded }
  | { readonly kind: 'collapsed'; readonly forwarded: Forwarded }
  /** The provider was asked and did not answer; `detail` is our error code. The copy may still be fresh. */
  | { readonly kind: 'unverified'; readonly detail: string };

/** `uri-miss`: nothing cached. `stale`: too old. `request`: the client said no-cache. */
export type Forwarded = 'uri-miss' | 'stale' | 'request';

/** The `Cache-Status` field, RFC 9211. `ttlSeconds` is negative for a stale copy. */
export function cacheStatus(outcome: CacheOutcome, ttlSeconds: number): string {
  const ttl = `ttl=${Math.floor(ttlSeconds)}`;
  switch (outcome.kind) {
    case 'hit':
      return `figbridge; hit; ${ttl}`;
    case 'unverified':
      return `figbridge; hit; ${ttl}; detail=${outcome.detail}`;
    default:
      return `figbridge; fwd=${outcome.forwarded}; ${outcome.kind}`;
  }
}

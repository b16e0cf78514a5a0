import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sha256 } from '../../platform/crypto/random.js';
import { BodiesStore } from './bodies.store.js';
import type { CachedAnswer } from './cached-reads.service.js';
import { cacheStatus, chooseCoding, entityTag, matchesEntityTag } from './http-caching.js';

/** Sends answers with the headers of contract section 3, "Cached answers". The access check is behind us here. */
@Injectable()
export class CachedReply {
  constructor(private readonly bodies: BodiesStore) {}

  /** The stored bytes, chunk by chunk: as they are when the client takes their coding, decoded otherwise. */
  async sendBody(request: FastifyRequest, reply: FastifyReply, answer: CachedAnswer): Promise<void> {
    const { entry } = answer;
    const coding = chooseCoding(request.headers['accept-encoding'], entry.contentEncoding);
    describe(reply, answer, entityTag(entry.etag, coding));
    if (matchesEntityTag(request.headers['if-none-match'], entry.etag)) return reply.status(304).send();
    void reply.type('application/json; charset=utf-8');
    if (coding === 'gzip') void reply.header('content-encoding', 'gzip');
    const asStored = coding === entry.contentEncoding;
    if (asStored) void reply.header('content-length', entry.storedBytes);
    return reply.send(asStored ? this.bodies.read(entry) : this.bodies.readDecoded(entry));
  }

  /** Text that was made for this request from a cached answer, so that its tag is its own. */
  async sendText(request: FastifyRequest, reply: FastifyReply, text: string, source: CachedAnswer): Promise<void> {
    const hash = sha256(text).toString('base64url');
    describe(reply, source, entityTag(hash, 'identity'));
    if (matchesEntityTag(request.headers['if-none-match'], hash)) return reply.status(304).send();
    return reply.type('application/json; charset=utf-8').send(text);
  }
}

/** RFC 9111 §5.1: `Age` says that the answer was not made for this request, so it goes with copies only. */
function describe(reply: FastifyReply, { entry, outcome }: CachedAnswer, etag: string): void {
  const isCopy = outcome.kind === 'hit' || outcome.kind === 'unverified';
  void reply.headers({
    etag,
    'cache-control': 'private, no-cache',
    vary: varyOf(reply),
    'cache-status': cacheStatus(outcome, entry.ttlSeconds),
    ...(isCopy ? { age: String(Math.floor(entry.ageSeconds)) } : {}),
  });
}

/** CORS may have added `Origin` already. */
function varyOf(reply: FastifyReply): string {
  const before = reply.getHeader('vary');
  return [...(typeof before === 'string' ? [before] : []), 'Authorization, Accept-Encoding'].join(', ');
}

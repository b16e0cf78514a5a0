import { createHash } from 'node:crypto';
import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { ContentCoding } from '../client/json-body.js';
import { inChunks } from './chunks.js';

export interface NewBody {
  readonly contentType: string;
  readonly contentEncoding: ContentCoding;
  readonly source: AsyncIterable<Buffer> | Iterable<Buffer>;
}

/** Enough of a body's header to read it. */
export interface BodyRef {
  readonly bodyId: string;
  readonly contentEncoding: ContentCoding;
  readonly storedBytes: number;
}

/** stack.md E: large enough for speed, small enough that no query holds much memory or blocks for long. */
const chunkBytes = 512 * 1024;

/**
 * Bytes in chunk rows. A body is invisible until it is complete, and no transaction spans its writing or its reading,
 * so that a slow upstream or a slow client holds nothing in the database.
 */
@Injectable()
export class BodiesStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** Answers the id of the complete body. When the source fails, what was written is deleted and the error is passed on. */
  async write({ contentType, contentEncoding, source }: NewBody): Promise<string> {
    const [row] = await this.database.query<{ id: string }[]>(
      'INSERT INTO figma_bodies (content_type, content_encoding) VALUES ($1, $2) RETURNING id',
      [contentType, contentEncoding],
    );
    if (!row) throw new Error('INSERT RETURNING gave no row');
    try {
      await this.fill(row.id, source);
    } catch (error) {
      await this.discard(row.id);
      throw error;
    }
    return row.id;
  }

  /** As stored. A body that is deleted while it is read ends the stream with an error, never early and silently. */
  read({ bodyId, storedBytes }: BodyRef): Readable {
    return Readable.from(this.chunksOf(bodyId, Math.ceil(storedBytes / chunkBytes)), { objectMode: false });
  }

  /** As the provider meant it, without content coding. */
  readDecoded(body: BodyRef): Readable {
    if (body.contentEncoding === 'identity') return this.read(body);
    // Errors of either stream destroy both, and reach the reader through the one it reads.
    return pipeline(this.read(body), createGunzip(), () => undefined);
  }

  /** Bodies that no entry points to and that are older than an hour: replaced, forgotten, or never completed. */
  async purgeOrphans(tx: EntityManager, limit: number): Promise<number> {
    const [row] = await tx.query<{ count: number }[]>(
      `WITH gone AS (DELETE FROM figma_bodies WHERE id IN
         (SELECT b.id FROM figma_bodies b
           WHERE b.created_at < now() - interval '1 hour'
             AND NOT EXISTS (SELECT 1 FROM figma_cache_entries e WHERE e.body_id = b.id)
           ORDER BY b.created_at LIMIT $1) RETURNING 1)
       SELECT count(*)::int AS count FROM gone`,
      [limit],
    );
    return row?.count ?? 0;
  }

  private async fill(bodyId: string, source: NewBody['source']): Promise<void> {
    const hash = createHash('sha256');
    let seq = 0;
    let storedBytes = 0;
    for await (const chunk of inChunks(source, chunkBytes)) {
      hash.update(chunk);
      storedBytes += chunk.length;
      await this.database.query('INSERT INTO figma_body_chunks (body_id, seq, data) VALUES ($1, $2, $3)', [
        bodyId,
        seq,
        chunk,
      ]);
      seq += 1;
    }
    await this.database.query(
      'UPDATE figma_bodies SET is_complete = true, stored_bytes = $2, etag = $3 WHERE id = $1',
      [bodyId, storedBytes, hash.digest('base64url')],
    );
  }

  /** Best effort: the purge takes what stays. */
  private async discard(bodyId: string): Promise<void> {
    await this.database.query('DELETE FROM figma_bodies WHERE id = $1', [bodyId]).catch(() => undefined);
  }

  private async *chunksOf(bodyId: string, count: number): AsyncGenerator<Buffer> {
    for (let seq = 0; seq < count; seq += 1) {
      const [row] = await this.database.query<{ data: Buffer }[]>(
        'SELECT data FROM figma_body_chunks WHERE body_id = $1 AND seq = $2',
        [bodyId, seq],
      );
      if (!row) throw new Error('The stored body was deleted while it was read');
      yield row.data;
    }
  }
}

import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { BodyRef } from './bodies.store.js';

/** Names one cached answer. `fileKey` is empty for answers that are not about one file. */
export interface CacheKey {
  readonly userId: string;
  readonly resource: 'file' | 'comments' | 'listing';
  readonly fileKey: string;
  /** Whose account asked, and with which parameters; see variant.ts. */
  readonly variant: Buffer;
}

/** A complete body that this user may read. Ages by the database's clock. */
export interface CacheEntry extends BodyRef {
  /** Of the stored bytes, without quotes. */
  readonly etag: string;
  readonly ageSeconds: number;
  /** Negative when the entry is stale. */
  readonly ttlSeconds: number;
}

interface EntryRow {
  readonly body_id: string;
  readonly etag: string;
  readonly content_encoding: 'identity' | 'gzip';
  readonly stored_bytes: string;
  readonly age: number;
  readonly ttl: number;
}

const entryColumns = `e.body_id, b.etag, b.content_encoding, b.stored_bytes,
  extract(epoch FROM now() - e.fetched_at)::float8 AS age, extract(epoch FROM e.expires_at - now())::float8 AS ttl`;

@Injectable()
export class CacheStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  async find(key: CacheKey): Promise<CacheEntry | null> {
    const rows = await this.database.query<EntryRow[]>(
      `SELECT ${entryColumns} FROM figma_cache_entries e JOIN figma_bodies b ON b.id = e.body_id
        WHERE e.user_id = $1 AND e.resource = $2 AND e.file_key = $3 AND e.variant = $4 AND b.is_complete`,
      parametersOf(key),
    );
    return rows[0] ? toEntry(rows[0]) : null;
  }

  /** Switches the entry to this body in one step; readers see the old body or the new one. Incomplete bodies are refused. */
  async put(key: CacheKey, bodyId: string, ttlSeconds: number): Promise<CacheEntry> {
    const rows = await this.database.transaction(async (tx) => {
      await lockUser(tx, key.userId, 'shared');
      return tx.query<EntryRow[]>(
        `WITH e AS (
           INSERT INTO figma_cache_entries (user_id, resource, file_key, variant, body_id, expires_at)
           SELECT $1, $2, $3, $4, b.id, now() + make_interval(secs => $6) FROM figma_bodies b WHERE b.id = $5 AND b.is_complete
           ON CONFLICT (user_id, resource, file_key, variant) DO UPDATE
             SET body_id = excluded.body_id, fetched_at = now(), expires_at = excluded.expires_at
           RETURNING body_id, fetched_at, expires_at)
         SELECT ${entryColumns} FROM e JOIN figma_bodies b ON b.id = e.body_id`,
        [...parametersOf(key), bodyId, ttlSeconds],
      );
    });
    if (!rows[0]) throw new Error('The body is not complete');
    return toEntry(rows[0]);
  }

  /** Deletes one answer. Its body is left to the purge: somebody may be reading it. */
  async delete(key: CacheKey): Promise<void> {
    await this.database.query(
      'DELETE FROM figma_cache_entries WHERE user_id = $1 AND resource = $2 AND file_key = $3 AND variant = $4',
      parametersOf(key),
    );
  }

  /** Deletes all that this user has of one file. */
  async deleteFile(userId: string, fileKey: string): Promise<void> {
    await this.database.query('DELETE FROM figma_cache_entries WHERE user_id = $1 AND file_key = $2', [
      userId,
      fileKey,
    ]);
  }

  /** Deletes all that this user has, bodies included, except bodies that another user's entry points to as well. */
  async deleteUser(tx: EntityManager, userId: string): Promise<void> {
    const gone = await tx.query<{ body_id: string }[]>(
      'WITH gone AS (DELETE FROM figma_cache_entries WHERE user_id = $1 RETURNING body_id) SELECT DISTINCT body_id FROM gone',
      [userId],
    );
    await tx.query(
      `DELETE FROM figma_bodies b WHERE b.id = ANY($1)
          AND NOT EXISTS (SELECT 1 FROM figma_cache_entries e WHERE e.body_id = b.id)`,
      [gone.map((row) => row.body_id)],
    );
  }

  /** Entries that have been stale for `graceSeconds`: until then they serve when the provider is away. */
  async purge(tx: EntityManager, graceSeconds: number, limit: number): Promise<number> {
    const [row] = await tx.query<{ count: number }[]>(
      `WITH gone AS (DELETE FROM figma_cache_entries WHERE (user_id, resource, file_key, variant) IN
         (SELECT user_id, resource, file_key, variant FROM figma_cache_entries
           WHERE expires_at < now() - make_interval(secs => $1) ORDER BY expires_at LIMIT $2) RETURNING 1)
       SELECT count(*)::int AS count FROM gone`,
      [graceSeconds, limit],
    );
    return row?.count ?? 0;
  }
}

/**
 * Orders storing against forgetting. Who stores takes it shared, stores, commits, and then looks whether the user is still
 * connected; who forgets takes it exclusively until the disconnect commits. So either the disconnect sees the stored rows,
 * or the storing side sees the disconnect.
 */
export async function lockUser(tx: EntityManager, userId: string, mode: 'shared' | 'exclusive'): Promise<void> {
  const lock = mode === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock';
  await tx.query(`SELECT ${lock}(hashtextextended('figma-cache:' || $1, 0))`, [userId]);
}

function parametersOf({ userId, resource, fileKey, variant }: CacheKey): unknown[] {
  return [userId, resource, fileKey, variant];
}

function toEntry(row: EntryRow): CacheEntry {
  return {
    bodyId: row.body_id,
    etag: row.etag,
    contentEncoding: row.content_encoding,
    storedBytes: Number(row.stored_bytes),
    ageSeconds: Math.max(0, row.age),
    ttlSeconds: row.ttl,
  };
}

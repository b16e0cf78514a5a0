import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { lockUser } from '../cache/cache.store.js';
import { FigmaFilesCacheEntity } from './files-cache.entity.js';

/** What an answer says about its file. `null` where it says nothing. */
export interface FileFacts {
  readonly fileName: string | null;
  readonly lastModified: string | null;
  readonly version: string | null;
  /** Figma's own URL. */
  readonly thumbnailUrl: string | null;
}

/** A file as a listing shows it. */
export interface ListedFile extends FileFacts {
  readonly fileKey: string;
}

export interface FileAccess {
  readonly userId: string;
  readonly fileKey: string;
  readonly count: number;
}

@Injectable()
export class FilesCacheStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** A whole file was fetched: the row exists, is as fresh as that body, and forgets what was known of an older one. */
  async beginFetched(userId: string, fileKey: string, ttlSeconds: number): Promise<void> {
    await this.write(
      userId,
      `INSERT INTO figma_files_cache (user_id, file_key, expires_at) VALUES ($1, $2, now() + make_interval(secs => $3))
       ON CONFLICT (user_id, file_key) DO UPDATE
         SET cached_at = now(), expires_at = excluded.expires_at, cached_data = NULL`,
      [userId, fileKey, ttlSeconds],
    );
  }

  /** A part or an old version of the file was fetched: the row exists. */
  async ensure(userId: string, fileKey: string, ttlSeconds: number): Promise<void> {
    await this.write(
      userId,
      `INSERT INTO figma_files_cache (user_id, file_key, expires_at) VALUES ($1, $2, now() + make_interval(secs => $3))
       ON CONFLICT (user_id, file_key) DO NOTHING`,
      [userId, fileKey, ttlSeconds],
    );
  }

  /** Says what the body says, unless a newer body has taken its place since. */
  async describe(userId: string, fileKey: string, bodyId: string, facts: FileFacts): Promise<void> {
    await this.database.query(
      `UPDATE figma_files_cache SET file_name = $4, last_modified = $5, version = $6, thumbnail_url = coalesce($7, thumbnail_url)
        WHERE user_id = $1 AND file_key = $2
          AND EXISTS (SELECT 1 FROM figma_cache_entries WHERE user_id = $1 AND file_key = $2 AND body_id = $3)`,
      [userId, fileKey, bodyId, facts.fileName, facts.lastModified, facts.version, facts.thumbnailUrl],
    );
  }

  /**
   * Keeps the document itself for operators' queries. Answers false when PostgreSQL cannot hold it as jsonb: `\u0000`,
   * lone surrogates, numbers out of range, nesting too deep (SQLSTATE classes 22 and 54). The column stays NULL then.
   */
  async keepDocument(userId: string, fileKey: string, bodyId: string, json: string): Promise<boolean> {
    try {
      await this.database.query(
        `UPDATE figma_files_cache SET cached_data = $4::text::jsonb WHERE user_id = $1 AND file_key = $2
          AND EXISTS (SELECT 1 FROM figma_cache_entries WHERE user_id = $1 AND file_key = $2 AND body_id = $3)`,
        [userId, fileKey, bodyId, json],
      );
      return true;
    } catch (error) {
      if (isNotJsonb(error)) return false;
      throw error;
    }
  }

  /** Every listed file has its row. Facts that a listing does not have are left as they are. */
  async recordListed(userId: string, files: readonly ListedFile[], ttlSeconds: number): Promise<void> {
    if (files.length === 0) return;
    await this.write(
      userId,
      `INSERT INTO figma_files_cache AS known (user_id, file_key, file_name, thumbnail_url, last_modified, version, expires_at)
       SELECT $1, f.*, now() + make_interval(secs => $7)
         FROM unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[]) AS f
       ON CONFLICT (user_id, file_key) DO UPDATE SET file_name = excluded.file_name, cached_at = now(),
         thumbnail_url = excluded.thumbnail_url, expires_at = excluded.expires_at,
         last_modified = coalesce(excluded.last_modified, known.last_modified),
         version = coalesce(excluded.version, known.version)`,
      [
        userId,
        files.map((file) => file.fileKey),
        files.map((file) => file.fileName),
        files.map((file) => file.thumbnailUrl),
        files.map((file) => file.lastModified),
        files.map((file) => file.version),
        ttlSeconds,
      ],
    );
  }

  /** Adds reads that have happened. Rows that are gone stay gone. */
  async countAccesses(accesses: readonly FileAccess[]): Promise<void> {
    await this.database.query(
      `UPDATE figma_files_cache c SET access_count = c.access_count + a.count, last_accessed_at = now()
         FROM unnest($1::uuid[], $2::text[], $3::int[]) AS a(user_id, file_key, count)
        WHERE c.user_id = a.user_id AND c.file_key = a.file_key`,
      [accesses.map((one) => one.userId), accesses.map((one) => one.fileKey), accesses.map((one) => one.count)],
    );
  }

  /** Figma's URL of the thumbnail, as it was last seen by this user. */
  async findThumbnail(userId: string, fileKey: string): Promise<string | null> {
    const [row] = await this.database.query<{ thumbnail_url: string | null }[]>(
      'SELECT thumbnail_url FROM figma_files_cache WHERE user_id = $1 AND file_key = $2',
      [userId, fileKey],
    );
    return row?.thumbnail_url ?? null;
  }

  async delete(userId: string, fileKey: string): Promise<void> {
    await this.database.manager.delete(FigmaFilesCacheEntity, { userId, fileKey });
  }

  async deleteUser(tx: EntityManager, userId: string): Promise<void> {
    await tx.delete(FigmaFilesCacheEntity, { userId });
  }

  /** Rows that have been stale for `graceSeconds`. */
  async purge(tx: EntityManager, graceSeconds: number, limit: number): Promise<number> {
    const [row] = await tx.query<{ count: number }[]>(
      `WITH gone AS (DELETE FROM figma_files_cache WHERE (user_id, file_key) IN
         (SELECT user_id, file_key FROM figma_files_cache
           WHERE expires_at < now() - make_interval(secs => $1) ORDER BY expires_at LIMIT $2) RETURNING 1)
       SELECT count(*)::int AS count FROM gone`,
      [graceSeconds, limit],
    );
    return row?.count ?? 0;
  }

  /** Under the same lock as cache entries; see lockUser. */
  private async write(userId: string, sql: string, parameters: unknown[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      await lockUser(tx, userId, 'shared');
      await tx.query(sql, parameters);
    });
  }
}

function isNotJsonb(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^(22|54)/.test(error.code);
}

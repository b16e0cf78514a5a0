import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, Repository } from 'typeorm';
import type { AssetImage, AssetRef } from './asset.js';
import { AssetBodyEntity } from './asset-body.entity.js';

export interface StoredAsset extends AssetImage {
  readonly sourceUrl: string;
  /** By the database's clock. */
  readonly ageSeconds: number;
}

interface AssetRow {
  readonly content_type: string;
  readonly etag: string;
  readonly body: Buffer;
  readonly source_url: string;
  readonly age: number;
}

@Injectable()
export class AssetBodiesStore {
  constructor(@InjectRepository(AssetBodyEntity) private readonly rows: Repository<AssetBodyEntity>) {}

  async find({ ownerId, kind, name }: AssetRef): Promise<StoredAsset | null> {
    const [row] = await this.rows.query<AssetRow[]>(
      `SELECT content_type, etag, body, source_url, extract(epoch FROM now() - fetched_at)::float8 AS age
         FROM asset_bodies WHERE owner_id = $1 AND kind = $2 AND name = $3`,
      [ownerId, kind, name],
    );
    if (!row) return null;
    const { content_type: contentType, etag, body, source_url: sourceUrl, age: ageSeconds } = row;
    return { contentType, etag, body, sourceUrl, ageSeconds };
  }

  async put({ ownerId, kind, name }: AssetRef, sourceUrl: string, image: AssetImage): Promise<void> {
    await this.rows.query(
      `INSERT INTO asset_bodies (owner_id, kind, name, source_url, content_type, etag, body)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (owner_id, kind, name) DO UPDATE SET source_url = excluded.source_url, etag = excluded.etag,
         content_type = excluded.content_type, body = excluded.body, fetched_at = now()`,
      [ownerId, kind, name, sourceUrl, image.contentType, image.etag, image.body],
    );
  }

  async delete({ ownerId, kind, name }: AssetRef): Promise<void> {
    await this.rows.delete({ ownerId, kind, name });
  }

  async deleteOwner(tx: EntityManager, ownerId: string): Promise<void> {
    await tx.delete(AssetBodyEntity, { ownerId });
  }

  /** Images that nobody has refetched for `days`; answers how many went. */
  async purge(tx: EntityManager, days: number, limit: number): Promise<number> {
    const [row] = await tx.query<{ count: number }[]>(
      `WITH gone AS (DELETE FROM asset_bodies WHERE (owner_id, kind, name) IN
         (SELECT owner_id, kind, name FROM asset_bodies WHERE fetched_at < now() - make_interval(days => $1)
           ORDER BY fetched_at LIMIT $2) RETURNING 1)
       SELECT count(*)::int AS count FROM gone`,
      [days, limit],
    );
    return row?.count ?? 0;
  }
}

import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What is known of a file that a user has read or listed: a row per user and file, for operators and for thumbnails. */
@Entity('figma_files_cache')
export class FigmaFilesCacheEntity {
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;

  @PrimaryColumn('text', { name: 'file_key' })
  @Index('figma_files_cache_file')
  fileKey: string;

  @Column('text', { name: 'file_name', nullable: true })
  fileName: string | null;

  /** Figma's own URL, which expires; ours is made by `assets`. */
  @Column('text', { name: 'thumbnail_url', nullable: true })
  thumbnailUrl: string | null;

  @Column('timestamptz', { name: 'last_modified', nullable: true })
  lastModified: Date | null;

  @Column('text', { nullable: true })
  version: string | null;

  /** The full answer without parameters, when it is at most 1 MiB and PostgreSQL can hold it as jsonb. Never served. */
  @Column('jsonb', { name: 'cached_data', nullable: true })
  cachedData: unknown;

  @Column('timestamptz', { name: 'cached_at', default: () => 'now()' })
  cachedAt: Date;

  @Index('figma_files_cache_expiry')
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;

  @Column('integer', { name: 'access_count', default: 0 })
  accessCount: number;

  @Column('timestamptz', { name: 'last_accessed_at', nullable: true })
  lastAccessedAt: Date | null;
}

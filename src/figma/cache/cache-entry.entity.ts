import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What one user may read from the store: the answer to (resource, file key, parameters). */
@Entity('figma_cache_entries')
export class FigmaCacheEntryEntity {
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;

  @PrimaryColumn('text')
  resource: string;

  @PrimaryColumn('text', { name: 'file_key' })
  fileKey: string;

  @PrimaryColumn('bytea')
  variant: Buffer;

  @Index('figma_cache_entries_body')
  @Column('uuid', { name: 'body_id' })
  bodyId: string;

  @Column('timestamptz', { name: 'fetched_at', default: () => 'now()' })
  fetchedAt: Date;

  @Index('figma_cache_entries_expiry')
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;
}

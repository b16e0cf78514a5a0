import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An image as it was when it was last read from its source. */
@Entity('asset_bodies')
export class AssetBodyEntity {
  @PrimaryColumn('uuid', { name: 'owner_id' })
  ownerId: string;

  @PrimaryColumn('text')
  kind: string;

  @PrimaryColumn('text')
  name: string;

  @Column('text', { name: 'source_url' })
  sourceUrl: string;

  @Column('text', { name: 'content_type' })
  contentType: string;

  @Column('text')
  etag: string;

  @Column('bytea')
  body: Buffer;

  @Index('asset_bodies_age')
  @Column('timestamptz', { name: 'fetched_at', default: () => 'now()' })
  fetchedAt: Date;
}

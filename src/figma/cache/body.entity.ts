import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** The header of a stored body. It is written once; only complete bodies are ever pointed to. */
@Entity('figma_bodies')
@Check('figma_bodies_content_encoding_check', `content_encoding IN ('identity', 'gzip')`)
export class FigmaBodyEntity {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('text', { name: 'content_type' })
  contentType: string;

  @Column('text', { name: 'content_encoding' })
  contentEncoding: 'identity' | 'gzip';

  /** bigint arrives as text. */
  @Column('bigint', { name: 'stored_bytes', default: 0 })
  storedBytes: string;

  @Column('text', { nullable: true })
  etag: string | null;

  @Column('boolean', { name: 'is_complete', default: false })
  isComplete: boolean;

  @Index('figma_bodies_age')
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;
}

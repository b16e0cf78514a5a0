import { Column, Entity, PrimaryColumn } from 'typeorm';

/** At most 512 KiB of a body; `seq` counts from 0. */
@Entity('figma_body_chunks')
export class FigmaBodyChunkEntity {
  @PrimaryColumn('uuid', { name: 'body_id' })
  bodyId: string;

  @PrimaryColumn('integer')
  seq: number;

  @Column('bytea')
  data: Buffer;
}

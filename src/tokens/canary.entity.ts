import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A known text, sealed with each key that ever wrote here: tells at boot whether the configured keys are still the same. */
@Entity('encryption_canaries')
export class CanaryEntity {
  @PrimaryColumn('text')
  kid: string;

  @Column('text')
  ciphertext: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;
}

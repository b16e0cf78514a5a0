import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a user chose for one provider. Survives disconnecting, so that reconnecting finds everything in place. */
@Entity('integration_settings')
export class IntegrationSettingsEntity {
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;

  @PrimaryColumn('text')
  provider: string;

  @Column('jsonb', { default: {} })
  settings: Record<string, unknown>;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt: Date;
}

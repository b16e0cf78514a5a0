import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Every authenticated delivery, with its passcode replaced. */
@Entity('integration_webhooks')
export class IntegrationWebhookEntity {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('text')
  provider: string;

  @Column('text', { name: 'event_type' })
  eventType: string;

  @Column('jsonb')
  payload: unknown;

  @Column('text', { nullable: true })
  signature: string | null;

  @Column('timestamptz', { name: 'processed_at', nullable: true })
  processedAt: Date | null;

  @Column('text', { default: 'pending' })
  status: 'pending' | 'processed' | 'failed';

  @Column('text', { name: 'error_message', nullable: true })
  errorMessage: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;
}

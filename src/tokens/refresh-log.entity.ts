import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity('oauth_refresh_log')
export class RefreshLogEntity {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column('text')
  provider: string;

  @Column('text')
  status: 'success' | 'failed';

  @Column('text', { name: 'error_code', nullable: true })
  errorCode: string | null;

  @Column('integer', { name: 'duration_ms' })
  durationMs: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;
}

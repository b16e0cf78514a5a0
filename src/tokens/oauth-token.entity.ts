import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** One user's connection with one provider. Both ciphertexts are NULL once it is disconnected; the row stays. */
@Entity('oauth_tokens')
export class OAuthTokenEntity {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column('text')
  provider: string;

  @Column('uuid', { name: 'grant_id', nullable: true })
  grantId: string | null;

  @Column('text', { name: 'access_token', nullable: true })
  accessToken: string | null;

  @Column('text', { name: 'refresh_token', nullable: true })
  refreshToken: string | null;

  @Column('text', { name: 'token_type', default: 'Bearer' })
  tokenType: string;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt: Date | null;

  @Column('text', { array: true, default: '{}' })
  scope: string[];

  @Column('text', { name: 'provider_user_id' })
  providerUserId: string;

  @Column('text', { name: 'provider_username', nullable: true })
  providerUsername: string | null;

  @Column('text', { name: 'provider_email', nullable: true })
  providerEmail: string | null;

  @Column('jsonb', { name: 'provider_metadata', default: {} })
  providerMetadata: Record<string, unknown>;

  @Column('boolean', { name: 'is_active', default: true })
  isActive: boolean;

  /** Why the connection is not plainly `connected`; see status.ts. */
  @Column('text', { name: 'status_reason', nullable: true })
  statusReason: string | null;

  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt: Date | null;

  /** The start of the present connection: it moves when a disconnected user connects again. */
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt: Date;
}

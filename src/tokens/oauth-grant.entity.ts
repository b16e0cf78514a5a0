import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/**
 * What is refreshed: one authorization of one account at one app. Its row lock serialises refresh, reconnect and
 * disconnect; `generation` tells a waiter that somebody else has been there.
 */
@Entity('oauth_grants')
export class OAuthGrantEntity {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('text')
  provider: string;

  @Column('text', { name: 'client_id' })
  clientId: string;

  @Column('text', { name: 'provider_user_id' })
  providerUserId: string;

  /** Null where our users on one account share the grant. */
  @Column('uuid', { name: 'holder_id', nullable: true })
  holderId: string | null;

  /** Grows with every new set of tokens. bigint arrives as text. */
  @Column('bigint', { default: 1 })
  generation: string;

  @Column('timestamptz', { name: 'refreshed_at', nullable: true })
  refreshedAt: Date | null;

  @Column('timestamptz', { name: 'failed_at', nullable: true })
  failedAt: Date | null;

  @Column('text', { name: 'failure_code', nullable: true })
  failureCode: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt: Date;
}

import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/**
 * One attempt to connect. Works once: any presentation of the state spends it; the row stays until it expires, so that
 * a replay can be told from a forgery. A callback that needs confirming leaves its code here, encrypted, for 25 seconds.
 */
@Entity('oauth_state_tokens')
export class OAuthStateEntity {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column('text')
  provider: string;

  /** SHA-256 of the state. */
  @Column('bytea', { name: 'state_hash' })
  stateHash: Buffer;

  /** SHA-256 of the browser's nonce. */
  @Column('bytea', { name: 'nonce_hash' })
  nonceHash: Buffer;

  /** Encrypted. */
  @Column('text', { name: 'code_verifier' })
  codeVerifier: string;

  @Column('text', { name: 'redirect_uri' })
  redirectUri: string;

  @Column('text', { name: 'return_to' })
  returnTo: string;

  @Column('text', { array: true })
  scope: string[];

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;

  @Column('timestamptz', { name: 'consumed_at', nullable: true })
  consumedAt: Date | null;

  /** SHA-256 of the ticket that the page has to present. */
  @Column('bytea', { name: 'ticket_hash', nullable: true })
  ticketHash: Buffer | null;

  /** Encrypted. */
  @Column('text', { name: 'parked_code', nullable: true })
  parkedCode: string | null;

  @Column('timestamptz', { name: 'parked_until', nullable: true })
  parkedUntil: Date | null;
}

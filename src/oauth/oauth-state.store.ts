import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';

export interface NewFlow {
  readonly id: string;
  readonly userId: string;
  readonly provider: string;
  readonly stateHash: Buffer;
  readonly nonceHash: Buffer;
  readonly codeVerifier: string;
  readonly redirectUri: string;
  readonly returnTo: string;
  readonly scopes: readonly string[];
  readonly ttlSeconds: number;
}

/** A flow whose state has just been spent, by this caller and nobody else. */
export interface SpentFlow {
  readonly id: string;
  readonly userId: string;
  readonly provider: string;
  readonly nonceHash: Buffer;
  readonly codeVerifier: string;
  readonly redirectUri: string;
  readonly returnTo: string;
  readonly scopes: readonly string[];
}

export interface ParkedFlow extends SpentFlow {
  readonly parkedCode: string;
}

const flowColumns = `id, user_id AS "userId", provider, nonce_hash AS "nonceHash", code_verifier AS "codeVerifier",
  redirect_uri AS "redirectUri", return_to AS "returnTo", scope AS scopes`;

@Injectable()
export class OAuthStateStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  async insert(flow: NewFlow): Promise<void> {
    await this.database.query(
      `INSERT INTO oauth_state_tokens (id, user_id, provider, state_hash, nonce_hash, code_verifier, redirect_uri, return_to,
                                       scope, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + make_interval(secs => $10))`,
      [
        flow.id,
        flow.userId,
        flow.provider,
        flow.stateHash,
        flow.nonceHash,
        flow.codeVerifier,
        flow.redirectUri,
        flow.returnTo,
        flow.scopes,
        flow.ttlSeconds,
      ],
    );
  }

  /** Spends all but the user's newest `keep` open flows and answers the state hashes of those it spent (security T-10). */
  async spendOldest(userId: string, keep: number): Promise<Buffer[]> {
    const [rows] = await this.database.query<[{ stateHash: Buffer }[], number]>(
      `UPDATE oauth_state_tokens SET consumed_at = now()
        WHERE id IN (SELECT id FROM oauth_state_tokens
                      WHERE user_id = $1 AND consumed_at IS NULL AND expires_at > now()
                      ORDER BY created_at DESC, id OFFSET $2)
          AND consumed_at IS NULL
        RETURNING state_hash AS "stateHash"`,
      [userId, keep],
    );
    return rows.map((row) => row.stateHash);
  }

  /** Works once: the second caller gets null. */
  async consume(stateHash: Buffer, provider: string): Promise<SpentFlow | null> {
    const [rows] = await this.database.query<[SpentFlow[], number]>(
      `UPDATE oauth_state_tokens SET consumed_at = now()
        WHERE state_hash = $1 AND provider = $2 AND consumed_at IS NULL AND expires_at > now()
        RETURNING ${flowColumns}`,
      [stateHash, provider],
    );
    return rows[0] ?? null;
  }

  /**
   * After `consume` said no: spends a state that came to another provider's callback or too late, and tells which.
   * `unknown`: there is no such state, or it was spent before.
   */
  async spendMisdirected(stateHash: Buffer, provider: string): Promise<'expired' | 'misdirected' | 'unknown'> {
    const [rows] = await this.database.query<[{ expired: boolean }[], number]>(
      `UPDATE oauth_state_tokens SET consumed_at = now()
        WHERE state_hash = $1 AND consumed_at IS NULL
        RETURNING provider = $2 AND expires_at <= now() AS expired`,
      [stateHash, provider],
    );
    const [spent] = rows;
    if (!spent) return 'unknown';
    return spent.expired ? 'expired' : 'misdirected';
  }

  async park(id: string, ticketHash: Buffer, parkedCode: string, seconds: number): Promise<void> {
    await this.database.query(
      `UPDATE oauth_state_tokens SET ticket_hash = $2, parked_code = $3, parked_until = now() + make_interval(secs => $4)
        WHERE id = $1`,
      [id, ticketHash, parkedCode, seconds],
    );
  }

  /** Takes the parked code out: whoever presents the ticket first gets it, nobody gets it again. */
  async takeParked(ticketHash: Buffer, provider: string): Promise<ParkedFlow | null> {
    const [rows] = await this.database.query<[ParkedFlow[], number]>(
      `WITH parked AS (
         SELECT id AS parked_id, parked_code, parked_until > now() AS is_fresh
           FROM oauth_state_tokens WHERE ticket_hash = $1 AND provider = $2 FOR UPDATE)
       UPDATE oauth_state_tokens s SET ticket_hash = NULL, parked_code = NULL, parked_until = NULL
         FROM parked WHERE s.id = parked.parked_id
        RETURNING s.id, s.user_id AS "userId", s.provider, s.nonce_hash AS "nonceHash", s.code_verifier AS "codeVerifier",
                  s.redirect_uri AS "redirectUri", s.return_to AS "returnTo", s.scope AS scopes,
                  CASE WHEN parked.is_fresh THEN parked.parked_code END AS "parkedCode"`,
      [ticketHash, provider],
    );
    const [flow] = rows;
    return flow?.parkedCode ? flow : null;
  }

  /** Nothing that was started before a disconnect may finish after it. */
  async forget(tx: EntityManager, userId: string, provider: string): Promise<void> {
    await tx.query('DELETE FROM oauth_state_tokens WHERE user_id = $1 AND provider = $2', [userId, provider]);
  }

  async purgeExpired(tx: EntityManager, limit: number): Promise<number> {
    const [, count] = await tx.query<[unknown, number]>(
      `DELETE FROM oauth_state_tokens WHERE id IN (
         SELECT id FROM oauth_state_tokens WHERE expires_at < now() ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED)`,
      [limit],
    );
    return count;
  }

  /** The states live on until they expire; a code that nobody confirmed in time is of no use to anybody. */
  async purgeParkedCodes(tx: EntityManager, limit: number): Promise<number> {
    const [, count] = await tx.query<[unknown, number]>(
      `UPDATE oauth_state_tokens SET ticket_hash = NULL, parked_code = NULL, parked_until = NULL WHERE id IN (
         SELECT id FROM oauth_state_tokens WHERE parked_until < now() LIMIT $1 FOR UPDATE SKIP LOCKED)`,
      [limit],
    );
    return count;
  }
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ProviderCallFailure } from '../providers/providers.errors.js';

export interface GrantIdentity {
  readonly provider: string;
  readonly clientId: string;
  readonly providerUserId: string;
  /** Null where our users on one account share the grant. */
  readonly holderId: string | null;
}

export interface LockedGrant {
  readonly id: string;
  readonly generation: string;
  /** How a refresh failed within the last 30 seconds. */
  readonly recentFailure: ProviderCallFailure | null;
}

export interface RefreshLogLine {
  readonly userId: string;
  readonly provider: string;
  readonly errorCode: string | null;
  readonly durationMs: number;
}

/**
 * Locks are always taken in the same order, the grant before its oauth_tokens rows, so that refresh, connect and
 * disconnect cannot wait for each other in a circle.
 */
@Injectable()
export class GrantsStore {
  /** Locked until the transaction ends. Null when the grant is gone. */
  async lock(tx: EntityManager, id: string): Promise<LockedGrant | null> {
    const rows = await tx.query<LockedGrant[]>(
      `SELECT id, generation,
              CASE WHEN failed_at > clock_timestamp() - interval '30 seconds' THEN failure_code END AS "recentFailure"
         FROM oauth_grants WHERE id = $1 FOR UPDATE`,
      [id],
    );
    return rows[0] ?? null;
  }

  /** The grant of this account, made if there is none, locked until the transaction ends. */
  async lockOrCreate(tx: EntityManager, grant: GrantIdentity): Promise<{ id: string }> {
    const rows = await tx.query<{ id: string }[]>(
      `INSERT INTO oauth_grants (provider, client_id, provider_user_id, holder_id) VALUES ($1, $2, $3, $4)
       ON CONFLICT ON CONSTRAINT oauth_grants_identity DO UPDATE SET updated_at = now()
       RETURNING id`,
      [grant.provider, grant.clientId, grant.providerUserId, grant.holderId],
    );
    const [locked] = rows;
    if (!locked) throw new Error('The grant was neither found nor made');
    return locked;
  }

  /** By the clock and not by the start of the transaction, which may have waited long for the lock and the provider. */
  async renewed(tx: EntityManager, id: string): Promise<void> {
    await tx.query(
      `UPDATE oauth_grants SET generation = generation + 1, refreshed_at = clock_timestamp(), failed_at = NULL, failure_code = NULL,
              updated_at = now()
        WHERE id = $1`,
      [id],
    );
  }

  /** From now on the provider is left alone for 30 seconds. */
  async failed(tx: EntityManager, id: string, code: ProviderCallFailure): Promise<void> {
    await tx.query(
      'UPDATE oauth_grants SET failed_at = clock_timestamp(), failure_code = $2, updated_at = now() WHERE id = $1',
      [id, code],
    );
  }

  /** The row goes when nobody holds it any more; what comes later starts a new one. */
  async dropIfUnused(tx: EntityManager, id: string): Promise<void> {
    await tx.query(
      'DELETE FROM oauth_grants g WHERE g.id = $1 AND NOT EXISTS (SELECT FROM oauth_tokens t WHERE t.grant_id = g.id)',
      [id],
    );
  }

  async log(tx: EntityManager, line: RefreshLogLine): Promise<void> {
    await tx.query(
      'INSERT INTO oauth_refresh_log (user_id, provider, status, error_code, duration_ms) VALUES ($1, $2, $3, $4, $5)',
      [
        line.userId,
        line.provider,
        line.errorCode === null ? 'success' : 'failed',
        line.errorCode,
        Math.round(line.durationMs),
      ],
    );
  }
}

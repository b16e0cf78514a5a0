import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { Connection, StoredConnection } from './connection.js';
import type { StatusReason } from './status.js';

/** Not while the row says that its key is away: the next use proves that it is back. */
const useIsRecorded = `t.last_used_at > now() - interval '1 minute' AND t.status_reason IS DISTINCT FROM 'vault_key_unavailable'`;

/** The database's clock decides what is due, expired or cooling down, so that a wrong clock on one host does no harm. */
const selection = `
  SELECT t.id, t.user_id AS "userId", t.provider, t.is_active AS "isActive", t.status_reason AS "statusReason",
         t.scope AS scopes, t.provider_user_id AS "providerUserId", t.provider_username AS "providerUsername",
         t.provider_email AS "providerEmail", t.provider_metadata AS metadata, t.created_at AS "connectedAt",
         t.last_used_at AS "lastUsedAt", t.expires_at AS "expiresAt", t.access_token AS "accessToken",
         t.refresh_token AS "refreshToken", t.grant_id AS "grantId", g.client_id AS "clientId", g.generation,
         coalesce(t.expires_at <= now() + interval '5 minutes', false) AS "isDue",
         coalesce(t.expires_at <= now(), false) AS "isExpired",
         coalesce(g.failed_at > now() - interval '30 seconds', false) AS "isCoolingDown",
         coalesce(${useIsRecorded}, false) AS "isUseRecorded"
    FROM oauth_tokens t LEFT JOIN oauth_grants g ON g.id = t.grant_id`;

export interface NewTokens {
  readonly accessToken: string;
  /** Null keeps the stored one. */
  readonly refreshToken: string | null;
  /** Seconds from now; null when the token does not expire. */
  readonly expiresIn: number | null;
}

export interface NewConnection extends NewTokens {
  readonly id: string;
  readonly userId: string;
  readonly provider: string;
  readonly grantId: string;
  readonly scopes: readonly string[];
  readonly providerUserId: string;
  readonly providerUsername: string | null;
  readonly providerEmail: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly statusReason: StatusReason | null;
}

@Injectable()
export class TokensStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  async find(
    userId: string,
    provider: string,
    tx: EntityManager = this.database.manager,
  ): Promise<StoredConnection | null> {
    const rows = await tx.query<StoredConnection[]>(`${selection} WHERE t.user_id = $1 AND t.provider = $2`, [
      userId,
      provider,
    ]);
    return rows[0] ?? null;
  }

  async listOf(userId: string): Promise<Connection[]> {
    return this.database.query<StoredConnection[]>(`${selection} WHERE t.user_id = $1 ORDER BY t.provider`, [userId]);
  }

  /** The connections of the grant's own account. */
  async activeOfGrant(tx: EntityManager, grantId: string): Promise<StoredConnection[]> {
    return tx.query<StoredConnection[]>(
      `${selection} WHERE t.grant_id = $1 AND t.is_active AND t.provider = g.provider AND t.provider_user_id = g.provider_user_id
        ORDER BY t.id`,
      [grantId],
    );
  }

  /** Created, or taken up again: `created_at` is kept while the user stays connected. */
  async save(tx: EntityManager, connection: NewConnection): Promise<void> {
    await tx.query(
      `INSERT INTO oauth_tokens (id, user_id, provider, grant_id, access_token, refresh_token, expires_at, scope,
                                 provider_user_id, provider_username, provider_email, provider_metadata, status_reason)
       VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7), $8, $9, $10, $11, $12, $13)
       ON CONFLICT (user_id, provider) DO UPDATE SET
         grant_id = excluded.grant_id, access_token = excluded.access_token, refresh_token = excluded.refresh_token,
         expires_at = excluded.expires_at, scope = excluded.scope, provider_user_id = excluded.provider_user_id,
         provider_username = excluded.provider_username, provider_email = excluded.provider_email,
         provider_metadata = excluded.provider_metadata, status_reason = excluded.status_reason, is_active = true,
         created_at = CASE WHEN oauth_tokens.is_active THEN oauth_tokens.created_at ELSE now() END,
         last_used_at = CASE WHEN oauth_tokens.is_active THEN oauth_tokens.last_used_at END,
         updated_at = now()`,
      [
        connection.id,
        connection.userId,
        connection.provider,
        connection.grantId,
        connection.accessToken,
        connection.refreshToken,
        connection.expiresIn,
        connection.scopes,
        connection.providerUserId,
        connection.providerUsername,
        connection.providerEmail,
        JSON.stringify(connection.metadata),
        connection.statusReason,
      ],
    );
  }

  /** Tokens arrive sealed for this row. A reason that the new tokens disprove is cleared. */
  async replaceTokens(tx: EntityManager, id: string, tokens: NewTokens): Promise<void> {
    await tx.query(
      `UPDATE oauth_tokens SET access_token = $2, refresh_token = coalesce($3, refresh_token),
              expires_at = now() + make_interval(secs => $4), updated_at = now(),
              status_reason = CASE WHEN status_reason = 'scopes_missing' THEN status_reason END
        WHERE id = $1 AND is_active`,
      [id, tokens.accessToken, tokens.refreshToken, tokens.expiresIn],
    );
  }

  /** The ciphertexts are gone afterwards, not only marked. */
  async wipe(tx: EntityManager, id: string): Promise<void> {
    await tx.query(
      `UPDATE oauth_tokens SET access_token = NULL, refresh_token = NULL, is_active = false, grant_id = NULL, scope = '{}',
              expires_at = NULL, status_reason = NULL, updated_at = now()
        WHERE id = $1`,
      [id],
    );
  }

  async markGrant(tx: EntityManager, grantId: string, reason: StatusReason): Promise<void> {
    await tx.query(`UPDATE oauth_tokens SET status_reason = $2, updated_at = now() WHERE grant_id = $1 AND is_active`, [
      grantId,
      reason,
    ]);
  }

  /** Only while the row still holds the token that was tried, so that a fresh connection is never marked by an old failure. */
  async mark(row: StoredConnection, reason: StatusReason): Promise<void> {
    await this.database.query(
      `UPDATE oauth_tokens SET status_reason = $2, updated_at = now() WHERE id = $1 AND is_active AND access_token = $3`,
      [row.id, reason, row.accessToken],
    );
  }

  /**
   * Exact to a minute, so that a busy connection costs one write a minute: of many who use it at once the first writes, and
   * the others find that when the row is theirs. The token opened, so its key is there.
   */
  async recordUse(id: string): Promise<void> {
    await this.database.query(
      `UPDATE oauth_tokens t SET last_used_at = now(), status_reason = nullif(status_reason, 'vault_key_unavailable')
        WHERE id = $1 AND is_active AND (${useIsRecorded}) IS NOT TRUE`,
      [id],
    );
  }
}

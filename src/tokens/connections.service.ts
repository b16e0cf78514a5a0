import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { LogService } from '../platform/logging/log.service.js';
import type { ProviderAccount } from '../providers/provider.js';
import { type ConfiguredProvider, ProvidersService } from '../providers/providers.service.js';
import type { TokenResponse } from '../providers/token-response.js';
import type { StoredConnection } from './connection.js';
import { GrantsStore } from './grants.store.js';
import { TokenCipher, type TokenRow } from './token-cipher.js';
import { AccountMismatchError, NotConnectedError } from './tokens.errors.js';
import { TokensStore } from './tokens.store.js';

export interface Consent {
  readonly userId: string;
  readonly provider: ConfiguredProvider;
  readonly tokens: TokenResponse;
  readonly account: ProviderAccount;
  readonly requestedScopes: readonly string[];
}

/** Beginning and end of a connection. Both take the grant's lock, so neither can cross a refresh (security T-28). */
@Injectable()
export class ConnectionsService {
  constructor(
    private readonly store: TokensStore,
    private readonly grants: GrantsStore,
    private readonly cipher: TokenCipher,
    private readonly providers: ProvidersService,
    private readonly log: LogService,
  ) {}

  /**
   * Stores what a consent gave. Where an account has one live token, everybody here who shares the account gets it too.
   * @returns the scopes that were asked for and not granted
   * @throws AccountMismatchError when another account is connected; nothing has changed then
   */
  async connect(tx: EntityManager, consent: Consent): Promise<{ missingScopes: string[] }> {
    await patientLocks(tx);
    const grant = await this.grants.lockOrCreate(tx, grantIdentityOf(consent));
    const existing = await this.store.find(consent.userId, consent.provider.name, tx);
    if (existing?.isActive && existing.providerUserId !== consent.account.id) throw new AccountMismatchError();
    const missingScopes = missingFrom(consent);
    await this.saveConnection(tx, consent, grant.id, existing?.id ?? randomUUID(), missingScopes.length > 0);
    await this.shareTokens(tx, consent, grant.id);
    await this.grants.renewed(tx, grant.id);
    if (existing?.grantId && existing.grantId !== grant.id) await this.grants.dropIfUnused(tx, existing.grantId);
    this.log.audit('connected', { provider: consent.provider.name, userId: consent.userId });
    return { missingScopes };
  }

  /**
   * The row stays, inactive and without ciphertexts; repeating it changes nothing.
   * @throws NotConnectedError when the user never connected this provider
   */
  async disconnect(tx: EntityManager, userId: string, provider: string): Promise<void> {
    await patientLocks(tx);
    const row = await this.lockRow(tx, userId, provider);
    if (!row.isActive) return;
    await this.store.wipe(tx, row.id);
    if (row.grantId) await this.grants.dropIfUnused(tx, row.grantId);
    this.log.audit('disconnected', { provider, userId });
  }

  /** The row, and its grant locked: while we waited, a reconnect may have moved the row to another grant. */
  private async lockRow(tx: EntityManager, userId: string, provider: string): Promise<StoredConnection> {
    for (let locked: string | null = null; ;) {
      const row = await this.store.find(userId, provider, tx);
      if (!row) throw new NotConnectedError(this.providers.get(provider).displayName);
      if (!row.isActive || row.grantId === locked) return row;
      locked = row.grantId;
      if (locked !== null) await this.grants.lock(tx, locked);
    }
  }

  private async saveConnection(
    tx: EntityManager,
    consent: Consent,
    grantId: string,
    id: string,
    scopesMissing: boolean,
  ): Promise<void> {
    const { userId, provider, tokens, account, requestedScopes } = consent;
    const row = { id, userId, provider: provider.name, providerUserId: account.id };
    await this.store.save(tx, {
      ...row,
      ...this.sealed(tokens, row),
      grantId,
      scopes: tokens.scopes ?? requestedScopes,
      providerUsername: account.username,
      providerEmail: account.email,
      metadata: account.metadata,
      statusReason: scopesMissing ? 'scopes_missing' : null,
    });
  }

  private async shareTokens(tx: EntityManager, consent: Consent, grantId: string): Promise<void> {
    const holders = await this.store.activeOfGrant(tx, grantId);
    for (const row of holders.filter((holder) => holder.userId !== consent.userId && this.cipher.isIntact(holder))) {
      await this.store.replaceTokens(tx, row.id, this.sealed(consent.tokens, row));
    }
  }

  private sealed(tokens: TokenResponse, row: TokenRow): TokenResponse {
    const { accessToken, refreshToken } = tokens;
    return {
      ...tokens,
      accessToken: this.cipher.seal(accessToken, row, 'access_token'),
      refreshToken: refreshToken === null ? null : this.cipher.seal(refreshToken, row, 'refresh_token'),
    };
  }
}

/** A refresh elsewhere may hold the grant for as long as the provider's deadline. */
async function patientLocks(tx: EntityManager): Promise<void> {
  await tx.query(`SELECT set_config('lock_timeout', '22s', true), set_config('statement_timeout', '25s', true)`);
}

function grantIdentityOf({ provider, account, userId }: Consent): Parameters<GrantsStore['lockOrCreate']>[1] {
  return {
    provider: provider.name,
    clientId: provider.clientId,
    providerUserId: account.id,
    holderId: provider.definition.oneLiveTokenPerAccount ? null : userId,
  };
}

/** A provider that names no scopes has granted what was asked for (RFC 6749 §5.1). */
function missingFrom({ tokens, requestedScopes }: Consent): string[] {
  if (tokens.scopes === null) return [];
  const granted = new Set(tokens.scopes);
  return requestedScopes.filter((scope) => !granted.has(scope));
}

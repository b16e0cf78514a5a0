import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { UnsealError } from '../platform/crypto/sealed-box.js';
import { vaultConnection } from '../platform/database/connections.js';
import { UnavailableError } from '../platform/errors/common.errors.js';
import { LogService } from '../platform/logging/log.service.js';
import { within } from '../platform/timing/within.js';
import { OAuthClient } from '../providers/oauth.client.js';
import { ProviderCallError } from '../providers/providers.errors.js';
import { type ConfiguredProvider, ProvidersService } from '../providers/providers.service.js';
import type { TokenResponse } from '../providers/token-response.js';
import type { StoredConnection } from './connection.js';
import { GrantsStore } from './grants.store.js';
import { TokenCipher } from './token-cipher.js';
import { TokensStore } from './tokens.store.js';

/** `current`: the tokens are newer than those the caller saw, whoever renewed them. */
type RefreshOutcome = 'current' | { readonly failure: ProviderCallError | UnsealError };

const providerDeadlineMs = 20_000;
const longestWaitMs = 25_000;

/**
 * One refresh for each grant: callers of one process share a promise, processes queue on the grant's row lock, and
 * whoever comes second finds a newer generation and calls nobody. The provider is called inside the transaction because
 * a lease could run out under a paused process, which would then use a refresh token twice (security.md 5.3).
 */
@Injectable()
export class RefreshService {
  private readonly running = new Map<string, Promise<RefreshOutcome>>();

  constructor(
    @InjectDataSource(vaultConnection) private readonly vault: DataSource,
    private readonly grants: GrantsStore,
    private readonly tokens: TokensStore,
    private readonly cipher: TokenCipher,
    private readonly client: OAuthClient,
    private readonly providers: ProvidersService,
    private readonly log: LogService,
  ) {}

  /**
   * Afterwards the stored tokens are newer than `seen`. The refresh goes on when the caller stops waiting: its answer
   * must not be lost.
   * @throws ProviderCallError, UnsealError, or UnavailableError after 25 seconds of waiting
   */
  async renew(seen: StoredConnection & { grantId: string; generation: string }): Promise<void> {
    const outcome = await within(longestWaitMs, this.join(seen), () => new UnavailableError());
    if (outcome !== 'current') throw outcome.failure;
  }

  private join(seen: StoredConnection & { grantId: string; generation: string }): Promise<RefreshOutcome> {
    // Users who share a grant run apart: what one cannot decrypt says nothing about the other. The lock makes it one call.
    const key = `${seen.grantId}/${seen.generation}/${seen.id}`;
    const running = this.running.get(key);
    if (running) return running;
    const started = this.vault.transaction((tx) => this.refreshLocked(tx, seen));
    this.running.set(key, started);
    const done = (): void => void this.running.delete(key);
    started.then(done, done);
    return started;
  }

  private async refreshLocked(
    tx: EntityManager,
    seen: StoredConnection & { grantId: string; generation: string },
  ): Promise<RefreshOutcome> {
    await tx.query(`SET LOCAL lock_timeout = '22s'`);
    const grant = await this.grants.lock(tx, seen.grantId);
    if (grant?.generation !== seen.generation) return 'current';
    // Whoever held the lock before has just found out.
    if (grant.recentFailure) return { failure: new ProviderCallError(grant.recentFailure) };
    const holders = await this.tokens.activeOfGrant(tx, grant.id);
    const holder = holders.find((row) => row.id === seen.id);
    if (!holder?.refreshToken) return 'current';
    return this.refreshGrant(tx, grant.id, holder, holders);
  }

  private async refreshGrant(
    tx: EntityManager,
    grantId: string,
    holder: StoredConnection,
    holders: readonly StoredConnection[],
  ): Promise<RefreshOutcome> {
    const provider = this.providers.getConfigured(holder.provider);
    const startedAt = performance.now();
    const result = await this.callProvider(provider, holder);
    const errorCode = 'accessToken' in result ? null : codeOf(result.failure);
    await this.grants.log(tx, {
      userId: holder.userId,
      provider: provider.name,
      errorCode,
      durationMs: performance.now() - startedAt,
    });
    if ('accessToken' in result) {
      for (const row of holders.filter((one) => this.cipher.isIntact(one)))
        await this.tokens.replaceTokens(tx, row.id, this.sealedFor(row, result));
      await this.grants.renewed(tx, grantId);
      return 'current';
    }
    await this.recordFailure(tx, grantId, provider, result.failure);
    return result;
  }

  private async callProvider(
    provider: ConfiguredProvider,
    holder: StoredConnection,
  ): Promise<TokenResponse | { readonly failure: ProviderCallError | UnsealError }> {
    try {
      const refreshToken = this.cipher.open(holder.refreshToken ?? '', holder, 'refresh_token');
      return await this.client.refresh(provider, refreshToken, providerDeadlineMs);
    } catch (error) {
      if (error instanceof ProviderCallError || error instanceof UnsealError) return { failure: error };
      throw error;
    }
  }

  private async recordFailure(
    tx: EntityManager,
    grantId: string,
    provider: ConfiguredProvider,
    failure: ProviderCallError | UnsealError,
  ): Promise<void> {
    const code = codeOf(failure);
    // Nobody was called, so there is nobody to leave alone.
    if (failure instanceof ProviderCallError) await this.grants.failed(tx, grantId, failure.kind);
    if (code === 'rejected') await this.tokens.markGrant(tx, grantId, 'refresh_rejected');
    this.log.audit('refresh_failed', { provider: provider.name, grantId, code });
    if (code === 'client_rejected')
      this.log.error(`${provider.displayName} refused our client credentials`, { provider: provider.name });
  }

  private sealedFor(row: StoredConnection, tokens: TokenResponse): TokenResponse {
    return {
      ...tokens,
      accessToken: this.cipher.seal(tokens.accessToken, row, 'access_token'),
      refreshToken: tokens.refreshToken === null ? null : this.cipher.seal(tokens.refreshToken, row, 'refresh_token'),
    };
  }
}

function codeOf(failure: ProviderCallError | UnsealError): string {
  return failure instanceof ProviderCallError ? failure.kind : 'undecryptable';
}

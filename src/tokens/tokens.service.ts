import { Injectable } from '@nestjs/common';
import { UnsealError } from '../platform/crypto/sealed-box.js';
import { LogService } from '../platform/logging/log.service.js';
import { ProviderCallError, ProviderUnavailableError, toProviderAppError } from '../providers/providers.errors.js';
import { ProvidersService } from '../providers/providers.service.js';
import type { Connection, StoredConnection } from './connection.js';
import { RefreshService } from './refresh.service.js';
import { isDead, type StatusReason } from './status.js';
import { TokenCipher } from './token-cipher.js';
import { NotConnectedError, ReconnectRequiredError, TokenRefusedError } from './tokens.errors.js';
import { TokensStore } from './tokens.store.js';

type Refreshable = StoredConnection & { grantId: string; generation: string };

/** Access tokens that work. Everybody who calls a provider for a user asks here, each time. */
@Injectable()
export class TokensService {
  constructor(
    private readonly store: TokensStore,
    private readonly refresher: RefreshService,
    private readonly cipher: TokenCipher,
    private readonly providers: ProvidersService,
    private readonly log: LogService,
  ) {}

  /**
   * An access token with at least five minutes to live, refreshed if need be; while the old one still works, a provider
   * that cannot refresh is invisible.
   * @throws NotConnectedError 404, ReconnectRequiredError 409, ProviderUnavailableError and its kin 502/504, UnavailableError 503
   */
  async accessTokenFor(userId: string, provider: string): Promise<string> {
    const { token } = await this.currentToken(userId, provider);
    return token;
  }

  /**
   * Runs `call` with an access token. When it throws TokenRefusedError, the token is replaced once (somebody else's newer
   * one, or one refresh) and the call repeated once; a second refusal ends in ReconnectRequiredError.
   */
  async withAccessToken<T>(userId: string, provider: string, call: (accessToken: string) => Promise<T>): Promise<T> {
    const first = await this.currentToken(userId, provider);
    try {
      return await call(first.token);
    } catch (error) {
      if (!(error instanceof TokenRefusedError)) throw error;
    }
    const second = await this.replaceRefused(first.row);
    try {
      return await call(second.token);
    } catch (error) {
      if (!(error instanceof TokenRefusedError)) throw error;
      return await this.giveUp(second.row, 'revoked_at_provider', error);
    }
  }

  async findConnection(userId: string, provider: string): Promise<Connection | null> {
    return this.store.find(userId, provider);
  }

  /** One for each provider that the user has or had. */
  async listConnections(userId: string): Promise<Connection[]> {
    return this.store.listOf(userId);
  }

  private async currentToken(userId: string, provider: string): Promise<{ row: StoredConnection; token: string }> {
    const row = await this.findActive(userId, provider);
    const usable = row.isDue ? await this.renewed(row) : row;
    return { row: usable, token: await this.open(usable) };
  }

  /** @throws NotConnectedError, ReconnectRequiredError */
  private async findActive(userId: string, provider: string): Promise<StoredConnection> {
    const row = await this.store.find(userId, provider);
    if (!row?.isActive) throw new NotConnectedError(this.nameOf(provider));
    if (isDead(row.statusReason)) throw new ReconnectRequiredError(this.nameOf(provider));
    return row;
  }

  /** The row with fresh tokens, or with the old ones while those work and the provider is in trouble. */
  private async renewed(row: StoredConnection): Promise<StoredConnection> {
    if (!isRefreshable(row)) return row.isExpired ? this.giveUp(row, 'token_expired') : row;
    if (row.isCoolingDown) return this.waitForCooldown(row);
    try {
      return await this.refresh(row);
    } catch (error) {
      if (row.isExpired || error instanceof ReconnectRequiredError || error instanceof NotConnectedError) throw error;
      this.log.warn('refresh postponed', { provider: row.provider, connectionId: row.id, err: error });
      return row;
    }
  }

  /** A refresh has just failed: the provider is left alone for the rest of the 30 seconds. */
  private waitForCooldown(row: StoredConnection): StoredConnection {
    if (!row.isExpired) return row;
    throw this.coolingDown(row);
  }

  private coolingDown(row: StoredConnection): ProviderUnavailableError {
    return new ProviderUnavailableError(this.nameOf(row.provider), { retryAfter: 30 });
  }

  /** The provider refused a token that looked alive: it was revoked, or a refresh elsewhere killed it. */
  private async replaceRefused(refused: StoredConnection): Promise<{ row: StoredConnection; token: string }> {
    const row = await this.findActive(refused.userId, refused.provider);
    if (row.generation !== refused.generation) return { row, token: await this.open(row) };
    if (!isRefreshable(row)) return this.giveUp(row, 'revoked_at_provider');
    if (row.isCoolingDown) throw this.coolingDown(row);
    const fresh = await this.refresh(row);
    return { row: fresh, token: await this.open(fresh) };
  }

  private async refresh(row: Refreshable): Promise<StoredConnection> {
    try {
      await this.refresher.renew(row);
    } catch (error) {
      throw await this.explainFailure(row, error);
    }
    return this.findActive(row.userId, row.provider);
  }

  private async explainFailure(row: Refreshable, error: unknown): Promise<unknown> {
    if (error instanceof UnsealError) return this.undecryptable(row, error);
    if (!(error instanceof ProviderCallError)) return error;
    if (error.kind === 'rejected') return new ReconnectRequiredError(this.nameOf(row.provider), { cause: error });
    return toProviderAppError(error, this.nameOf(row.provider));
  }

  private async open(row: StoredConnection): Promise<string> {
    try {
      const token = this.cipher.open(row.accessToken ?? '', row, 'access_token');
      if (!row.isUseRecorded) await this.store.recordUse(row.id);
      return token;
    } catch (error) {
      if (error instanceof UnsealError) throw await this.undecryptable(row, error);
      throw error;
    }
  }

  /** Fails closed and loudly: somebody moved a ciphertext, or its key is gone. The provider is not called. */
  private async undecryptable(row: StoredConnection, cause: UnsealError): Promise<ReconnectRequiredError> {
    this.log.audit('token_undecryptable', { provider: row.provider, connectionId: row.id, reason: cause.message });
    await this.store.mark(row, 'vault_key_unavailable');
    return new ReconnectRequiredError(this.nameOf(row.provider), { cause });
  }

  private async giveUp(row: StoredConnection, reason: StatusReason, cause?: unknown): Promise<never> {
    await this.store.mark(row, reason);
    this.log.audit('reconnect_required', { provider: row.provider, connectionId: row.id, reason });
    throw new ReconnectRequiredError(this.nameOf(row.provider), { cause });
  }

  private nameOf(provider: string): string {
    return this.providers.get(provider).displayName;
  }
}

function isRefreshable(row: StoredConnection): row is Refreshable {
  return row.refreshToken !== null && row.grantId !== null && row.generation !== null;
}

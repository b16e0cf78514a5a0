import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { LogService, subjectHash } from '../platform/logging/log.service.js';
import { type CodeExchange, OAuthClient } from '../providers/oauth.client.js';
import type { ProviderAccount } from '../providers/provider.js';
import { ProviderCallError } from '../providers/providers.errors.js';
import type { ConfiguredProvider } from '../providers/providers.service.js';
import type { TokenResponse } from '../providers/token-response.js';
import { SettingsService } from '../settings/settings.service.js';
import { ConnectionsService } from '../tokens/connections.service.js';
import { AccountMismatchError } from '../tokens/tokens.errors.js';
import { type CallbackCode, CallbackError } from './oauth.errors.js';
import type { SpentFlow } from './oauth-state.store.js';

/** From an authorization code to a stored connection. */
@Injectable()
export class ConnectService {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly client: OAuthClient,
    private readonly connections: ConnectionsService,
    private readonly settings: SettingsService,
    private readonly log: LogService,
  ) {}

  /** @throws CallbackError */
  async finish(
    provider: ConfiguredProvider,
    flow: SpentFlow,
    code: string,
    codeVerifier: string,
  ): Promise<{ missingScopes: readonly string[] }> {
    try {
      const tokens = await this.exchange(provider, { code, codeVerifier, redirectUri: flow.redirectUri });
      const account = await this.client.account(provider, tokens.accessToken);
      return await this.store(provider, flow, tokens, account);
    } catch (error) {
      throw this.explain(provider, flow, error);
    }
  }

  /** Apart from the account call, which may answer the same statuses and says nothing about the code. */
  private async exchange(provider: ConfiguredProvider, exchange: CodeExchange): Promise<TokenResponse> {
    try {
      return await this.client.exchangeCode(provider, exchange);
    } catch (error) {
      throw refusesTheCode(error) ? new CodeRejected('The code was refused', { cause: error }) : error;
    }
  }

  /** The connection and its settings row appear together or not at all. */
  private async store(
    provider: ConfiguredProvider,
    flow: SpentFlow,
    tokens: TokenResponse,
    account: ProviderAccount,
  ): Promise<{ missingScopes: readonly string[] }> {
    return this.database.transaction(async (tx) => {
      await this.settings.ensure(tx, flow.userId, provider.name);
      return this.connections.connect(tx, {
        userId: flow.userId,
        provider,
        tokens,
        account,
        requestedScopes: flow.scopes,
      });
    });
  }

  private explain(provider: ConfiguredProvider, flow: SpentFlow, error: unknown): CallbackError {
    const code = callbackCodeOf(error);
    const fields = { provider: provider.name, subject: subjectHash(flow.userId), code, err: error };
    if (code === 'not_configured') this.log.error(`${provider.displayName} refused our client credentials`, fields);
    else if (code === 'internal_error') this.log.error('connecting failed', fields);
    else this.log.warn('connecting failed', fields);
    return new CallbackError(code, flow.returnTo, { cause: error });
  }
}

class CodeRejected extends Error {
  override readonly name = 'CodeRejected';
}

/** Judged by status: a page in place of JSON still means that this code will never be accepted. */
function refusesTheCode(error: unknown): boolean {
  if (!(error instanceof ProviderCallError) || error.kind === 'client_rejected') return false;
  return [400, 403, 404].includes(error.status ?? 0);
}

function callbackCodeOf(error: unknown): CallbackCode {
  if (error instanceof AccountMismatchError) return 'account_mismatch';
  if (error instanceof CodeRejected) return 'code_rejected';
  if (!(error instanceof ProviderCallError)) return 'internal_error';
  return error.kind === 'client_rejected' ? 'not_configured' : 'provider_unavailable';
}

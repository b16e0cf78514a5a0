import { randomUUID } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Config } from '../config/config.js';
import { randomToken, sha256 } from '../platform/crypto/random.js';
import { type SealContext, SealedBox } from '../platform/crypto/sealed-box.js';
import { LogService } from '../platform/logging/log.service.js';
import { PurgeRegistry } from '../platform/purge/purge.registry.js';
import { OAuthClient } from '../providers/oauth.client.js';
import { type ConfiguredProvider, ProvidersService } from '../providers/providers.service.js';
import { type Caller, decideBinding } from './browser-binding.js';
import { type CallbackQuery } from './callback-query.js';
import { ConnectService } from './connect.service.js';
import { FlowCookies } from './flow-cookies.js';
import { CallbackError, ConfirmFailedError } from './oauth.errors.js';
import { OAuthStateStore, type ParkedFlow, type SpentFlow } from './oauth-state.store.js';
import { parseReturnTo } from './return-to.js';

export interface StartedFlow {
  readonly authorizationUrl: string;
  readonly stateToken: string;
  readonly provider: string;
  readonly cookie: { readonly name: string; readonly value: string };
  /** Cookies of flows that were given up because the user has too many open. */
  readonly staleCookies: readonly string[];
}

export interface CallbackCaller extends Caller {
  readonly cookies: Readonly<Record<string, string | undefined>>;
}

export type CallbackOutcome =
  | { readonly status: 'success'; readonly returnTo: string; readonly missingScopes: readonly string[] }
  | { readonly status: 'confirm'; readonly returnTo: string; readonly ticket: string };

const openFlowsOfOneUser = 10;
/** Figma's codes live for 30 seconds. */
const parkedSeconds = 25;
const longestTicket = 128;

@Injectable()
export class OAuthService implements OnModuleInit {
  readonly cookies: FlowCookies;

  constructor(
    private readonly config: Config,
    private readonly states: OAuthStateStore,
    private readonly providers: ProvidersService,
    private readonly client: OAuthClient,
    private readonly connects: ConnectService,
    private readonly box: SealedBox,
    private readonly purges: PurgeRegistry,
    private readonly log: LogService,
  ) {
    this.cookies = new FlowCookies(config.publicUrl.startsWith('https:'), config.stateTtlSeconds);
  }

  onModuleInit(): void {
    this.purges.register({ name: 'oauth_states', purge: (tx, limit) => this.states.purgeExpired(tx, limit) });
    this.purges.register({ name: 'parked_codes', purge: (tx, limit) => this.states.purgeParkedCodes(tx, limit) });
  }

  /**
   * A new flow: state, PKCE verifier and browser nonce are made here and stored hashed or encrypted.
   * @throws UnknownProviderError 404, ProviderNotConfiguredError 503, InvalidRequestError 400 for a foreign `returnTo`
   */
  async start(providerName: string, userId: string, returnTo: unknown): Promise<StartedFlow> {
    const provider = this.providers.getConfigured(providerName);
    const target = parseReturnTo(returnTo, this.config.appUrl, this.config.appReturnPath);
    const secrets = { state: randomToken(), codeVerifier: randomToken(), nonce: randomToken() };
    const stateHash = sha256(secrets.state);
    await this.storeFlow(provider, userId, target, stateHash, secrets);
    const spent = await this.states.spendOldest(userId, openFlowsOfOneUser);
    const { redirectUri, scopes } = provider.settings;
    return {
      authorizationUrl: await this.client.authorizationUrl(provider, { ...secrets, redirectUri, scopes }),
      stateToken: secrets.state,
      provider: provider.name,
      cookie: { name: this.cookies.nameFor(stateHash), value: secrets.nonce },
      staleCookies: spent.map((hash) => this.cookies.nameFor(hash)),
    };
  }

  /**
   * Spends the state, whatever comes of it, and finishes the connection or parks the code until the user confirms.
   * @throws UnknownProviderError 404, CallbackError with a fixed word for everything else that is foreseen
   */
  async callback(providerName: string, query: CallbackQuery, caller: CallbackCaller): Promise<CallbackOutcome> {
    const flow = await this.spend(this.providers.get(providerName).name, query);
    const provider = this.configuredFor(flow);
    const code = codeFrom(query, provider, flow);
    const decision = decideBinding(
      this.config.browserBinding,
      this.cookies.match(caller.cookies, flow.nonceHash),
      caller,
    );
    if (decision === 'refuse') {
      this.log.audit('browser_mismatch', { provider: provider.name, userId: flow.userId });
      throw new CallbackError('browser_mismatch', flow.returnTo);
    }
    if (decision === 'confirm')
      return { status: 'confirm', returnTo: flow.returnTo, ticket: await this.park(flow, code) };
    const { missingScopes } = await this.connects.finish(provider, flow, code, this.openVerifier(flow));
    return { status: 'success', returnTo: flow.returnTo, missingScopes };
  }

  /**
   * The signed-in user says that the parked connection is theirs. The ticket works once, and a wrong user's attempt
   * destroys it: the code must never be exchanged for somebody who did not start the flow.
   * @throws ConfirmFailedError 400, also when the exchange itself fails
   */
  async confirm(providerName: string, userId: string, ticket: unknown): Promise<void> {
    const provider = this.providers.getConfigured(providerName);
    if (typeof ticket !== 'string' || ticket.length > longestTicket) throw new ConfirmFailedError();
    const flow = await this.states.takeParked(sha256(ticket), provider.name);
    if (flow?.userId !== userId) {
      this.log.audit('confirm_failed', { provider: provider.name, userId });
      throw new ConfirmFailedError();
    }
    await this.finishParked(provider, flow);
    this.log.audit('confirmed', { provider: provider.name, userId });
  }

  /** Part of a disconnect: what was started before it must not finish after it. */
  async forget(tx: EntityManager, userId: string, provider: string): Promise<void> {
    await this.states.forget(tx, userId, provider);
  }

  private async storeFlow(
    provider: ConfiguredProvider,
    userId: string,
    returnTo: string,
    stateHash: Buffer,
    secrets: { codeVerifier: string; nonce: string },
  ): Promise<void> {
    const flow = { id: randomUUID(), userId, provider: provider.name };
    await this.states.insert({
      ...flow,
      stateHash,
      nonceHash: sha256(secrets.nonce),
      codeVerifier: this.box.seal(secrets.codeVerifier, sealContext(flow, 'code-verifier')),
      redirectUri: provider.settings.redirectUri,
      returnTo,
      scopes: provider.settings.scopes,
      ttlSeconds: this.config.stateTtlSeconds,
    });
  }

  private async spend(provider: string, { state }: CallbackQuery): Promise<SpentFlow> {
    if (state === null) throw new CallbackError('state_invalid');
    const stateHash = sha256(state);
    const flow = await this.states.consume(stateHash, provider);
    if (flow) return flow;
    const why = await this.states.spendMisdirected(stateHash, provider);
    if (why === 'unknown' && !this.providers.isConfigured(provider)) throw new CallbackError('not_configured');
    throw new CallbackError(why === 'expired' ? 'state_expired' : 'state_invalid');
  }

  private configuredFor(flow: SpentFlow): ConfiguredProvider {
    if (!this.providers.isConfigured(flow.provider)) throw new CallbackError('not_configured', flow.returnTo);
    return this.providers.getConfigured(flow.provider);
  }

  private async park(flow: SpentFlow, code: string): Promise<string> {
    const ticket = randomToken();
    await this.states.park(
      flow.id,
      sha256(ticket),
      this.box.seal(code, sealContext(flow, 'parked-code')),
      parkedSeconds,
    );
    return ticket;
  }

  private async finishParked(provider: ConfiguredProvider, flow: ParkedFlow): Promise<void> {
    const code = this.box.open(flow.parkedCode, sealContext(flow, 'parked-code'));
    try {
      await this.connects.finish(provider, flow, code, this.openVerifier(flow));
    } catch (error) {
      throw error instanceof CallbackError ? new ConfirmFailedError(error) : error;
    }
  }

  private openVerifier(flow: SpentFlow): string {
    return this.box.open(flow.codeVerifier, sealContext(flow, 'code-verifier'));
  }
}

/** @throws CallbackError for an answer of another issuer, for a refusal, and when there is no code */
function codeFrom(query: CallbackQuery, provider: ConfiguredProvider, flow: SpentFlow): string {
  if (isForeign(query.iss, provider)) throw new CallbackError('state_invalid', flow.returnTo);
  if (query.error !== null) {
    throw new CallbackError(query.error === 'access_denied' ? 'access_denied' : 'provider_unavailable', flow.returnTo);
  }
  if (query.code === null) throw new CallbackError('code_rejected', flow.returnTo);
  return query.code;
}

/**
 * RFC 9207 §2.4, for errors too. Of a provider that has published no issuer identifier only the origin can be expected:
 * one that begins to send `iss` must not lock everybody out.
 */
function isForeign(iss: string | null, { definition, endpoints }: ConfiguredProvider): boolean {
  if (iss === null) return definition.announcesIssuer ?? false;
  if (endpoints.issuer !== undefined) return iss !== endpoints.issuer;
  return !URL.canParse(iss) || new URL(iss).origin !== endpoints.authorization.origin;
}

function sealContext(
  flow: { id: string; userId: string; provider: string },
  purpose: 'code-verifier' | 'parked-code',
): SealContext {
  const column = purpose === 'code-verifier' ? 'code_verifier' : 'parked_code';
  return { purpose, table: 'oauth_state_tokens', column, rowId: flow.id, userId: flow.userId, provider: flow.provider };
}

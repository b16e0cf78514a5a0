import { Injectable } from '@nestjs/common';
import * as oauth from 'oauth4webapi';
import { OutboundError } from '../platform/http/outbound-error.js';
import { OutboundHttp } from '../platform/http/outbound-http.js';
import { isRecord, type ProviderAccount } from './provider.js';
import { ProviderCallError } from './providers.errors.js';
import type { ConfiguredProvider } from './providers.service.js';
import { toTokenResponse, type TokenResponse } from './token-response.js';

export interface AuthorizationRequest {
  readonly state: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
}

export interface CodeExchange {
  readonly code: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
}

const callTimeoutMs = 10_000;
const maxAnswerBytes = 1024 * 1024;
/** What the Fetch standard's Response cannot carry: statuses without a body, and those beyond 599. */
const uncarried = (status: number): boolean => [101, 204, 205, 304].includes(status) || status < 200 || status > 599;

/** The wire format of OAuth 2 with PKCE, the same for every provider. Stateless. All methods throw ProviderCallError. */
@Injectable()
export class OAuthClient {
  constructor(private readonly http: OutboundHttp) {}

  /** RFC 6749 §4.1.1 with RFC 7636 §4.3; only S256 is ever sent. */
  async authorizationUrl(provider: ConfiguredProvider, request: AuthorizationRequest): Promise<string> {
    const url = new URL(provider.endpoints.authorization);
    const parameters = {
      client_id: provider.clientId,
      redirect_uri: request.redirectUri,
      response_type: 'code',
      scope: request.scopes.join(' '),
      state: request.state,
      code_challenge: await oauth.calculatePKCECodeChallenge(request.codeVerifier),
      code_challenge_method: 'S256',
      ...provider.definition.authorizationParameters?.(request.scopes),
    };
    for (const [name, value] of Object.entries(parameters)) if (value !== '') url.searchParams.set(name, value);
    return url.href;
  }

  /** RFC 6749 §4.1.3. */
  async exchangeCode(provider: ConfiguredProvider, exchange: CodeExchange): Promise<TokenResponse> {
    const server = serverOf(provider, provider.endpoints.token);
    const client = { client_id: provider.clientId };
    const callback = oauth.validateAuthResponse(
      server,
      client,
      new URLSearchParams({ code: exchange.code }),
      oauth.expectNoState,
    );
    return this.callTokenEndpoint(provider, callTimeoutMs, (options) =>
      oauth.authorizationCodeGrantRequest(
        server,
        client,
        clientAuthentication(provider),
        callback,
        exchange.redirectUri,
        exchange.codeVerifier,
        options,
      ),
    );
  }

  /** RFC 6749 §6. One deadline of `timeoutMs` for all endpoints together; the next is tried on 404 and 405 only. */
  async refresh(provider: ConfiguredProvider, refreshToken: string, timeoutMs: number): Promise<TokenResponse> {
    const endsAt = performance.now() + timeoutMs;
    let last = new ProviderCallError('unavailable');
    for (const endpoint of provider.endpoints.refresh) {
      try {
        // AbortSignal.timeout takes whole milliseconds only.
        const leftMs = Math.max(1, Math.ceil(endsAt - performance.now()));
        return await this.refreshAt(provider, endpoint, refreshToken, leftMs);
      } catch (error) {
        if (!(error instanceof ProviderCallError) || error.kind !== 'not_found') throw error;
        last = error;
      }
    }
    throw last;
  }

  /** Who the token belongs to. */
  async account(provider: ConfiguredProvider, accessToken: string): Promise<ProviderAccount> {
    const response = await this.send(() =>
      this.http.send({
        method: 'GET',
        url: provider.endpoints.account,
        headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json' },
        timeoutMs: callTimeoutMs,
        maxBytes: maxAnswerBytes,
      }),
    );
    if (response.status === 401 || response.status === 403)
      throw new ProviderCallError('account_refused', { status: response.status });
    if (response.status !== 200) throw new ProviderCallError('unavailable', { status: response.status });
    const account = provider.definition.parseAccount(parseJson(response.body));
    if (account === null) throw new ProviderCallError('bad_response');
    return account;
  }

  private refreshAt(
    provider: ConfiguredProvider,
    endpoint: URL,
    refreshToken: string,
    timeoutMs: number,
  ): Promise<TokenResponse> {
    const server = serverOf(provider, endpoint);
    const client = { client_id: provider.clientId };
    return this.callTokenEndpoint(provider, timeoutMs, (options) =>
      oauth.refreshTokenGrantRequest(server, client, clientAuthentication(provider), refreshToken, options),
    );
  }

  private async callTokenEndpoint(
    provider: ConfiguredProvider,
    timeoutMs: number,
    request: (options: oauth.TokenEndpointRequestOptions) => Promise<Response>,
  ): Promise<TokenResponse> {
    const response = await this.send(() => request(this.requestOptions(timeoutMs)));
    const body = await jsonOf(response);
    refuseFailure(response.status, body);
    return await this.readTokens(provider, normalised(provider, response, body));
  }

  private async readTokens(provider: ConfiguredProvider, response: Response): Promise<TokenResponse> {
    const server = serverOf(provider, provider.endpoints.token);
    if (isContradictory(await jsonOf(response))) throw new ProviderCallError('bad_response');
    try {
      const body = await oauth.processRefreshTokenResponse(server, { client_id: provider.clientId }, response);
      const tokens = body.token_type === 'bearer' ? toTokenResponse(body) : null;
      if (tokens) return tokens;
    } catch (error) {
      throw new ProviderCallError('bad_response', { cause: error });
    }
    throw new ProviderCallError('bad_response');
  }

  /** oauth4webapi writes the request; our client sends it, with its deadline, its size limit and without redirects. */
  private requestOptions(timeoutMs: number): oauth.TokenEndpointRequestOptions {
    return {
      // Plain http is possible for loopback hosts only; the configuration has checked that.
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to make it stand out; see above
      [oauth.allowInsecureRequests]: true,
      [oauth.customFetch]: async (url, { headers, body }) => {
        const answer = await this.http.send({
          method: 'POST',
          url: new URL(url),
          headers: {
            ...headers,
            'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
            'user-agent': 'figbridge',
          },
          body: body.toString(),
          timeoutMs,
          maxBytes: maxAnswerBytes,
        });
        if (uncarried(answer.status)) throw new ProviderCallError('bad_response', { status: answer.status });
        return new Response(new Uint8Array(answer.body), {
          status: answer.status,
          headers: { 'content-type': answer.headers['content-type'] ?? '' },
        });
      },
    };
  }

  private async send<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof OutboundError)) throw error;
      if (error.kind === 'timeout') throw new ProviderCallError('timeout', { cause: error });
      throw new ProviderCallError(error.kind === 'unreachable' ? 'unavailable' : 'bad_response', { cause: error });
    }
  }
}

function serverOf(provider: ConfiguredProvider, tokenEndpoint: URL): oauth.AuthorizationServer {
  const { issuer, authorization } = provider.endpoints;
  return { issuer: issuer ?? authorization.origin, token_endpoint: tokenEndpoint.href };
}

function clientAuthentication(provider: ConfiguredProvider): oauth.ClientAuth {
  if (provider.definition.clientAuthentication === 'post') return oauth.ClientSecretPost(provider.clientSecret);
  const credentials = Buffer.from(`${provider.clientId}:${provider.clientSecret}`, 'utf8').toString('base64');
  return (_server, _client, _body, headers) => {
    headers.set('authorization', `Basic ${credentials}`);
  };
}

/**
 * RFC 6749 §5.2 says 400, and 401 for the client. Figma adds 403, and `error: true` in place of a word. A refusal without
 * JSON comes from something in between, not from the authorization server, and condemns no grant.
 */
function refuseFailure(status: number, body: unknown): void {
  const word = isRecord(body) ? body.error : undefined;
  if (status === 401 || word === 'invalid_client' || word === 'unauthorized_client') {
    throw new ProviderCallError('client_rejected', { status });
  }
  if (word === 'temporarily_unavailable') throw new ProviderCallError('unavailable', { status });
  if (status === 404 || status === 405) throw new ProviderCallError('not_found', { status });
  if (status === 400 || status === 403)
    throw new ProviderCallError(isRecord(body) ? 'rejected' : 'unavailable', { status });
  if (status !== 200) throw new ProviderCallError(isPassing(status) ? 'unavailable' : 'bad_response', { status });
}

/** Request timeout, too many requests, and the server's own trouble. */
function isPassing(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/** Tokens beside an error, or a lifetime in text: oauth4webapi reads over both, and guessing which half is right is no option. */
function isContradictory(body: unknown): boolean {
  if (!isRecord(body)) return false;
  const saysError = body.error !== undefined && body.error !== null && body.error !== false;
  return saysError || typeof body.expires_in === 'string';
}

async function jsonOf(response: Response): Promise<unknown> {
  return parseJson(Buffer.from(await response.clone().arrayBuffer()));
}

/** Providers that say "no" with status 200 are brought to RFC 6749 first, so that their refusal is told from nonsense. */
function normalised(provider: ConfiguredProvider, response: Response, body: unknown): Response {
  const { normaliseTokenResponse } = provider.definition;
  if (!normaliseTokenResponse || !isRecord(body)) return response;
  const shaped = normaliseTokenResponse(body);
  if (typeof shaped.error === 'string') refuseFailure(400, shaped);
  return new Response(JSON.stringify(shaped), { status: response.status, headers: response.headers });
}

/** With the Fetch standard's decoder, so that both readers of a token response see the same text: it drops a byte order mark. */
function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

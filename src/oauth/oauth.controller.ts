import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AuthenticatedUser } from '../auth/authenticated-user.js';
import { CurrentUser } from '../auth/current-user.decorator.js';
import { Limit } from '../auth/limits.decorator.js';
import { NeedsUserRow } from '../auth/needs-user-row.decorator.js';
import { Public } from '../auth/public.decorator.js';
import { Config } from '../config/config.js';
import { AppError } from '../platform/errors/app-error.js';
import { ApiErrors, ApiGuardedErrors } from '../platform/errors/api-errors.decorator.js';
import { ApiAnswer } from '../platform/openapi/api-answer.decorator.js';
import { headersNamed } from '../platform/openapi/headers.js';
import { ApiProviderParam } from '../providers/api-provider-param.decorator.js';
import { LogService } from '../platform/logging/log.service.js';
import { prefersJson, replyWithError, replyWithOutcome } from './callback-reply.js';
import { parseCallbackQuery } from './callback-query.js';
import { AuthorizationDto, CallbackDto, StartQuery } from './oauth.dto.js';
import { CallbackError } from './oauth.errors.js';
import { authorizationExample, callbackExample } from './oauth.examples.js';
import { OAuthService } from './oauth.service.js';

const text = { type: 'string' } as const;

@ApiTags('Connecting')
@ApiProviderParam()
@Controller('api/integrations/:provider')
export class OAuthController {
  constructor(
    private readonly oauth: OAuthService,
    private readonly config: Config,
    private readonly log: LogService,
  ) {}

  @Get('auth')
  @Limit('auth')
  @NeedsUserRow()
  @ApiBearerAuth()
  @ApiOperation({
    operationId: 'startAuthorization',
    summary: 'Start connecting an account',
    description: 'Answers where to send the browser, and sets the cookie that ties the flow to it.',
  })
  @ApiAnswer({
    description: 'A new flow',
    type: AuthorizationDto,
    example: authorizationExample,
    headers: ['Set-Cookie'],
  })
  @ApiGuardedErrors('invalid_request', 'unknown_provider', 'provider_not_configured')
  async start(
    @Param('provider') provider: string,
    @CurrentUser() user: AuthenticatedUser,
    @Query() query: StartQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuthorizationDto> {
    const flow = await this.oauth.start(provider, user.id, query.returnTo);
    const { options } = this.oauth.cookies;
    void reply.setCookie(flow.cookie.name, flow.cookie.value, options);
    for (const name of flow.staleCookies) void reply.clearCookie(name, { ...options, maxAge: 0 });
    const { authorizationUrl, stateToken } = flow;
    return { authorizationUrl, stateToken, provider: flow.provider };
  }

  @Get('callback')
  @Public()
  @Limit('callback')
  @ApiOperation({
    operationId: 'finishAuthorization',
    summary: 'Where the provider sends the browser back to',
    description:
      'Not for programs to call. The state is spent whatever comes of it. JSON comes only to clients whose `Accept` ranks `application/json` above `text/html`; all others are redirected.',
  })
  @ApiQuery({ name: 'state', required: false, description: 'From the authorization URL', schema: text })
  @ApiQuery({ name: 'code', required: false, description: 'The authorization code', schema: text })
  @ApiQuery({ name: 'error', required: false, description: 'In place of a code (RFC 6749 §4.1.2.1)', schema: text })
  @ApiQuery({ name: 'iss', required: false, description: 'The issuer (RFC 9207)', schema: text })
  @ApiAnswer({ description: 'For clients that prefer JSON', type: CallbackDto, example: callbackExample })
  @ApiResponse({ status: 204, description: 'A prefetch; nothing was done' })
  @ApiResponse({
    status: 302,
    description:
      'Back to the application: `?provider=…&status=success`, `…&status=error&code=…&ref=…`, or `…&status=confirm#ticket=…`',
    headers: headersNamed(['Location']),
  })
  @ApiErrors('invalid_request', 'unknown_provider', 'rate_limited')
  async callback(
    @Param('provider') provider: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    void reply.headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    if (isPrefetch(request)) {
      void reply.status(204).send();
      return;
    }
    const query = parseCallbackQuery(request.query as Record<string, unknown>);
    const context = {
      provider,
      appUrl: this.config.appUrl,
      defaultReturnTo: this.config.appReturnPath,
      requestId: request.id,
      asJson: prefersJson(request.headers.accept),
    };
    this.forgetCookie(query.state, reply);
    try {
      replyWithOutcome(reply, await this.oauth.callback(provider, query, callerOf(request)), context);
    } catch (error) {
      replyWithError(reply, this.toCallbackError(error, context), context);
    }
  }

  /** A browser always comes back to the application, whatever went wrong; programs get the error as it is. */
  private toCallbackError(error: unknown, context: { asJson: boolean; requestId: string }): CallbackError {
    if (error instanceof CallbackError) return error;
    if (error instanceof AppError || context.asJson) throw error;
    this.log.error('the callback failed', { requestId: context.requestId, err: error });
    return new CallbackError('internal_error', null, { cause: error });
  }

  private forgetCookie(state: string | null, reply: FastifyReply): void {
    const name = state === null ? null : this.oauth.cookies.nameOfState(state);
    if (name) void reply.clearCookie(name, { ...this.oauth.cookies.options, maxAge: 0 });
  }
}

/** A browser that only guesses where its user will go must not spend the state. */
function isPrefetch(request: FastifyRequest): boolean {
  const purpose = request.headers['sec-purpose'] ?? request.headers.purpose;
  return typeof purpose === 'string' && purpose.includes('prefetch');
}

function callerOf(request: FastifyRequest): Parameters<OAuthService['callback']>[2] {
  const { headers } = request;
  const text = (name: string): string | undefined => (typeof headers[name] === 'string' ? headers[name] : undefined);
  return {
    userAgent: headers['user-agent'],
    secFetchSite: text('sec-fetch-site'),
    secFetchDest: text('sec-fetch-dest'),
    cookies: request.cookies,
  };
}

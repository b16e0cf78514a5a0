import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SandboxContext } from '../context.js';
import { FigmaError, oauthErrorBody } from '../http/figma-error.js';
import type { App } from '../state/entities.js';
import type { AccessToken, AuthorizationCode } from '../state/grants.js';
import { required } from './authorization-request.js';
import type { Parameters } from './authorization-request.js';
import { authenticateClient } from './client-auth.js';

type Grant = (app: App, parameters: Parameters, context: SandboxContext) => string;

/** Token endpoints. Parameters may come in the form body, in the query, or spread over both. */
export function registerTokenRoutes(app: FastifyInstance, context: SandboxContext): void {
  app.post('/v1/oauth/token', (request, reply) => answer(request, reply, context, grantByType));
  app.post('/v1/oauth/refresh', (request, reply) => answer(request, reply, context, refresh));
}

/** Before February 2025 tokens came from the web origin; that address now says where to go. */
export function registerFormerTokenRoute(app: FastifyInstance): void {
  app.post('/api/oauth/token', (_request, reply) => {
    const error = new FigmaError(404, 'Not found. Please use api.figma.com/v1/oauth/token instead');
    return reply.code(404).send(oauthErrorBody(error, 'error.not_found'));
  });
}

function answer(request: FastifyRequest, reply: FastifyReply, context: SandboxContext, grant: Grant): FastifyReply {
  try {
    const parameters = { ...(request.query as Parameters), ...formOf(request) };
    const app = authenticateClient(request.headers.authorization, parameters, context.state);
    return reply.header('content-type', 'application/json; charset=utf-8').send(grant(app, parameters, context));
  } catch (error) {
    if (error instanceof FigmaError) return reply.code(error.status).send(oauthErrorBody(error));
    throw error;
  }
}

function formOf({ body }: FastifyRequest): Parameters {
  return typeof body === 'object' && body !== null ? (body as Parameters) : {};
}

function grantByType(app: App, parameters: Parameters, context: SandboxContext): string {
  const grantType = required(parameters, 'grant_type');
  if (grantType === 'authorization_code') return exchangeCode(app, parameters, context);
  if (grantType === 'refresh_token') return refresh(app, parameters, context);
  throw new FigmaError(400, 'Invalid grant type');
}

function exchangeCode(app: App, parameters: Parameters, { state }: SandboxContext): string {
  const presented = required(parameters, 'code');
  const redirectUri = required(parameters, 'redirect_uri');
  const code = state.grants.redeemCode(presented, app.clientId);
  if (code?.redirectUri !== redirectUri) throw new FigmaError(400, 'Invalid authorization code');
  checkVerifier(code, parameters.code_verifier);
  const refreshToken = state.grants.issueRefreshToken(code);
  const accessToken = state.grants.issueAccessToken(code, app.accessTokenLifetimeSeconds);
  return exchangeAnswer(accessToken, refreshToken.token, app.accessTokenLifetimeSeconds);
}

/** RFC 7636 §4.6. A verifier without a challenge is refused too (RFC 9700 §2.1.1): the challenge may have been stripped. */
function checkVerifier({ codeChallenge }: AuthorizationCode, verifier: string | undefined): void {
  const presented = verifier === undefined ? null : createHash('sha256').update(verifier).digest('base64url');
  if (presented !== codeChallenge) throw new FigmaError(400, 'Invalid code verifier');
}

/** The refresh token stays the same and is not repeated in the answer. */
function refresh(app: App, parameters: Parameters, { state }: SandboxContext): string {
  const refreshToken = state.grants.findRefreshToken(required(parameters, 'refresh_token'));
  if (refreshToken?.clientId !== app.clientId) throw new FigmaError(400, 'Invalid refresh token');
  const { token } = state.grants.issueAccessToken(refreshToken, app.accessTokenLifetimeSeconds);
  return JSON.stringify({ access_token: token, token_type: 'bearer', expires_in: app.accessTokenLifetimeSeconds });
}

/** Written by hand because `user_id` is a JSON number beyond 2^53, which JSON.stringify cannot write. */
function exchangeAnswer({ token, userId }: AccessToken, refreshToken: string, expiresIn: number): string {
  const fields = { access_token: token, token_type: 'bearer', expires_in: expiresIn, refresh_token: refreshToken };
  return JSON.stringify({ user_id_string: userId, ...fields }).replace(/}$/, `,"user_id":${userId}}`);
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SandboxContext } from '../context.js';
import { FigmaError, oauthErrorBody } from '../http/figma-error.js';
import type { App, User } from '../state/entities.js';
import { checkAuthorizationRequest, NoSuchAppError } from './authorization-request.js';
import type { AuthorizationRequest, Parameters } from './authorization-request.js';
import { consentPage, declinedPage, noSuchAppPage } from './pages.js';
import type { Candidate } from './pages.js';

/** The fields of the consent form that are not part of the authorization request. */
const FORM_FIELDS = ['user', 'decision'];

/** `GET /oauth` shows the consent page; its form posts the decision back together with the request. */
export function registerAuthorizeRoutes(app: FastifyInstance, context: SandboxContext): void {
  app.get('/oauth', (request, reply) =>
    guarded(reply, () => {
      const parameters = request.query as Parameters;
      const checked = checkAuthorizationRequest(parameters, context);
      return sendPage(reply, consentPage(checked, parameters, candidates(checked.app, context)));
    }),
  );
  app.post('/oauth', (request, reply) => guarded(reply, () => decide(request, reply, context)));
}

function decide(request: FastifyRequest, reply: FastifyReply, context: SandboxContext): FastifyReply {
  const form = (request.body ?? {}) as Parameters;
  const parameters = Object.fromEntries(Object.entries(form).filter(([name]) => !FORM_FIELDS.includes(name)));
  const checked = checkAuthorizationRequest(parameters, context);
  if (form.decision !== 'allow') return sendPage(reply, declinedPage(checked.app.name));
  const user = context.state.findUser(form.user ?? '');
  if (!user) throw new FigmaError(400, 'Parameter user is required');
  if (obstacleFor(user, checked.app) !== null) throw new NoSuchAppError(checked.app.clientId);
  return reply.redirect(callbackUrl(checked, user, context), 302);
}

function callbackUrl(request: AuthorizationRequest, user: User, { state }: SandboxContext): string {
  const { app, redirectUri, scopes, codeChallenge } = request;
  const code = state.grants.issueCode({ clientId: app.clientId, userId: user.id, redirectUri, scopes, codeChallenge });
  const callback = new URL(redirectUri);
  callback.searchParams.set('code', code);
  callback.searchParams.set('state', request.state);
  return callback.href;
}

function candidates(app: App, { state, images }: SandboxContext): Candidate[] {
  return [...state.users.values()].map((user) => ({
    user,
    imageUrl: images.avatarUrl(user),
    obstacle: obstacleFor(user, app),
  }));
}

/** Private apps exist only for the organization that owns them. */
function obstacleFor(user: User, app: App): string | null {
  return app.kind === 'private' && user.organization !== app.organization
    ? 'Not in the organization that owns this app'
    : null;
}

function guarded(reply: FastifyReply, serve: () => FastifyReply): FastifyReply {
  try {
    return serve();
  } catch (error) {
    if (error instanceof NoSuchAppError) return sendPage(reply.code(404), noSuchAppPage(error.message));
    if (error instanceof FigmaError) return reply.code(error.status).send(oauthErrorBody(error));
    throw error;
  }
}

function sendPage(reply: FastifyReply, markup: string): FastifyReply {
  return reply
    .header('content-type', 'text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; img-src http: https: data:")
    .send(markup);
}

import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SandboxContext } from '../context.js';
import { FigmaError, errorBody } from '../http/figma-error.js';
import type { OriginServer } from '../http/origin-server.js';
import { authenticate, requireScope } from './authorize-call.js';
import { COMMENT_OPERATIONS } from './comments.js';
import { FILE_OPERATIONS } from './files.js';
import { FOLDER_OPERATIONS } from './folders.js';
import type { Operation } from './operation.js';
import { PROJECT_OPERATIONS } from './projects.js';
import { USER_OPERATIONS } from './users.js';

/** Everything of Figma's REST API that the sandbox has. */
export const OPERATIONS: readonly Operation[] = [
  ...USER_OPERATIONS,
  ...FOLDER_OPERATIONS,
  ...PROJECT_OPERATIONS,
  ...FILE_OPERATIONS,
  ...COMMENT_OPERATIONS,
];

export function registerRestRoutes({ app, callOf }: OriginServer, context: SandboxContext): void {
  for (const operation of OPERATIONS) {
    app.route({
      method: operation.method,
      url: operation.path,
      handler: (request, reply) => serve(operation, request, reply, context, callOf),
    });
  }
}

/** Headers of every answer of the API origin; Figma sends no rate limit headers with a 200. */
export function addApiHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, reply, done) => {
    void reply.headers({
      'x-figma-rest-api-request-id': randomUUID(),
      'cache-control': 'no-cache, no-store',
      'access-control-allow-origin': '*',
      vary: 'X-Figma-Token,Authorization,Accept-Encoding',
    });
    done();
  });
}

function serve(
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
  context: SandboxContext,
  callOf: OriginServer['callOf'],
): FastifyReply {
  const call = callOf(request);
  call.tier = operation.tier;
  void reply.header('content-type', 'application/json; charset=utf-8');
  try {
    const { user, app, token } = authenticate(request, context);
    call.user = user.handle;
    requireScope(operation, token, app);
    const params = request.params as Record<string, string>;
    const body = operation.answer({ ...context, user, app, params, query: call.query, body: request.body });
    return reply.send(JSON.stringify(body));
  } catch (error) {
    if (!(error instanceof FigmaError)) throw error;
    const shape = error.status === 400 ? (operation.badRequest ?? 'err') : 'err';
    return reply.code(error.status).send(JSON.stringify(errorBody(error, shape)));
  }
}

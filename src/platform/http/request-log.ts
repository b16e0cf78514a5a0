import type { FastifyInstance } from 'fastify';
import type { LogService } from '../logging/log.service.js';
import { requestContext } from '../logging/request-context.js';

const quiet = new Set(['/livez', '/readyz', '/metrics']);

/**
 * One line a request. The route's pattern is logged and never the address: that carries codes, states, signatures and
 * file keys.
 */
export function logRequests(fastify: FastifyInstance, log: LogService): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    requestContext.run({ requestId: request.id }, done);
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.is404 ? null : (request.routeOptions.url ?? null);
    const fields = {
      requestId: request.id,
      method: request.method,
      route,
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime * 10) / 10,
    };
    if (route !== null && quiet.has(route)) log.debug('request', fields);
    else log.info('request', fields);
    done();
  });
}

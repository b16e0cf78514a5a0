import Fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SandboxContext } from '../context.js';
import type { Call, OriginName } from './call-log.js';
import { truncated } from './faults.js';
import type { Fault } from './faults.js';

export interface OriginServer {
  readonly app: FastifyInstance;
  /** The log entry of a request being served. */
  readonly callOf: (request: FastifyRequest) => Call;
}

/** A Fastify server of which every request is logged, can be held at a gate, and can meet a fault. */
export function createOriginServer(origin: OriginName, context: SandboxContext): OriginServer {
  // Figma answers 404 for a key of any length, and not 414.
  const routerOptions = { maxParamLength: 8_192 };
  const app = Fastify({ logger: false, forceCloseConnections: true, exposeHeadRoutes: false, routerOptions });
  const calls = new WeakMap<FastifyRequest, Call>();
  const faults = new WeakMap<FastifyRequest, Fault>();
  const callOf = (request: FastifyRequest): Call => {
    const call = calls.get(request);
    if (!call) throw new Error('request was not logged');
    return call;
  };

  acceptAnyBody(app);
  app.addHook('onRequest', (request, _reply, done) => {
    const call = newCall(origin, request, context.clock.now());
    calls.set(request, call);
    context.calls.add(call);
    done();
  });
  app.addHook('preHandler', async (request, reply) => {
    const call = callOf(request);
    call.body = request.body;
    await context.gates.pass(call, 'request');
    const fault = context.faults.take(call);
    if (fault) faults.set(request, fault);
    if (fault) await context.faults.before(fault, request, reply);
  });
  app.addHook('onSend', async (request, reply, payload: unknown) => {
    const call = callOf(request);
    await context.gates.pass(call, 'answer');
    call.status = reply.statusCode;
    const truncate = faults.get(request)?.truncate;
    return truncate === undefined ? payload : cut(reply, payload, truncate);
  });
  return { app, callOf };
}

function newCall(origin: OriginName, request: FastifyRequest, at: number): Call {
  const [path = '/', query = ''] = request.url.split(/\?(.*)/s, 2);
  return {
    origin,
    method: request.method,
    path,
    query: Object.fromEntries(new URLSearchParams(query)),
    headers: request.headers,
    body: undefined,
    status: null,
    route: request.routeOptions.url ?? path,
    at,
  };
}

/** Forms become plain objects, JSON is parsed, everything else stays text. */
function acceptAnyBody(app: FastifyInstance): void {
  const asText = { parseAs: 'string' } as const;
  app.addContentTypeParser('application/x-www-form-urlencoded', asText, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(String(body))));
  });
  app.addContentTypeParser('*', asText, (_request, body, done) => {
    done(null, body);
  });
}

/** Content-Length keeps the promise of the whole body, as when a connection breaks half way. */
function cut(reply: FastifyReply, payload: unknown, truncate: number | true): unknown {
  const whole = Buffer.isBuffer(payload) ? payload : Buffer.from(String(payload));
  void reply.header('content-length', whole.length);
  return truncated(whole, truncate);
}

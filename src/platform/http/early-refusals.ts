import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  InvalidRequestError,
  MethodNotAllowedError,
  NotFoundError,
  UnsupportedMediaTypeError,
} from '../errors/common.errors.js';
import type { AppError } from '../errors/app-error.js';
import { sendError } from '../errors/error-body.js';
import type { AllowedMethods } from './allowed-methods.js';

/**
 * What is refused before a body is read. To be called after the hooks that set headers, so that refusals carry them too,
 * and after CORS, so that a browser shows a refusal to the application that caused it.
 */
export function refuseEarly(fastify: FastifyInstance, methods: AllowedMethods): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!hasOneHost(request)) done(new InvalidRequestError('There must be exactly one Host header'));
    else if (request.method !== 'OPTIONS' || isPreflight(request)) done();
    // Answered here: the route that CORS has for all OPTIONS requests knows nothing of our error filter.
    else sendError(reply, refusalOf(methods.of(request.url)), request.id);
  });
  fastify.addHook('preParsing', (request, _reply, payload, done) => {
    if (request.is404) done(refusalOf(methods.of(request.url)));
    else if (isCoded(request)) done(new UnsupportedMediaTypeError());
    else done(null, payload);
  });
}

function refusalOf(allowed: readonly string[]): AppError {
  return allowed.length > 0 ? new MethodNotAllowedError(allowed) : new NotFoundError();
}

/** RFC 9112 §3.2. Node would send its own empty answer; it is told not to. */
function hasOneHost({ raw }: FastifyRequest): boolean {
  if (raw.httpVersionMajor === 1 && raw.httpVersionMinor === 0) return true;
  const isHost = (name: string, index: number): boolean => index % 2 === 0 && name.toLowerCase() === 'host';
  return raw.rawHeaders.filter(isHost).length === 1;
}

/** https://fetch.spec.whatwg.org/#cors-preflight-request */
function isPreflight({ headers }: FastifyRequest): boolean {
  return headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
}

/** Bodies are small and come as they are; nothing is inflated for a caller (security T-41). A body of GET is not read at all. */
function isCoded({ method, headers }: FastifyRequest): boolean {
  const coding = headers['content-encoding'];
  return method !== 'GET' && coding !== undefined && coding.toLowerCase() !== 'identity';
}

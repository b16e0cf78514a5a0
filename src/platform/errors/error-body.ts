import type { FastifyReply } from 'fastify';
import type { AppError } from './app-error.js';

export interface ErrorBody {
  readonly error: string;
  readonly message: string;
  readonly code: string;
  readonly statusCode: number;
  readonly requestId: string;
}

export function errorBody(error: AppError, requestId: string): ErrorBody {
  return {
    error: error.message,
    message: error.message,
    code: error.code,
    statusCode: error.status,
    requestId,
    ...error.details,
  };
}

export function errorHeaders(error: AppError): Record<string, string> {
  if (error.retryAfter === undefined) return { ...error.headers };
  return { ...error.headers, 'retry-after': String(Math.max(1, Math.ceil(error.retryAfter))) };
}

export function sendError(reply: FastifyReply, error: AppError, requestId: string): void {
  void reply
    .status(error.status)
    .headers({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      ...errorHeaders(error),
    })
    .send(JSON.stringify(errorBody(error, requestId)));
}

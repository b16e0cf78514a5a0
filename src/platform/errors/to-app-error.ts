import { HttpException } from '@nestjs/common';
import { AppError } from './app-error.js';
import {
  InternalError,
  InvalidRequestError,
  NotFoundError,
  PayloadTooLargeError,
  UnsupportedMediaTypeError,
} from './common.errors.js';
import { isDatabaseLost, toUnavailable } from './database-errors.js';

/** Fastify's own errors carry a status and a code that starts with FST_; their texts may quote the request, so ours are fixed. */
function fromStatus(status: number, cause: unknown): AppError {
  if (status === 404) return new NotFoundError('Not found', { cause });
  if (status === 413) return new PayloadTooLargeError({ cause });
  if (status === 415) return new UnsupportedMediaTypeError({ cause });
  if (status >= 400 && status < 500) return new InvalidRequestError(publicText(cause), { cause });
  return new InternalError({ cause });
}

/** class-validator's messages name the caller's own fields and are safe to show; everything else gets a fixed text. */
function publicText(error: unknown): string {
  if (!(error instanceof HttpException)) return 'The request is malformed';
  const response = error.getResponse();
  const messages = typeof response === 'object' && 'message' in response ? response.message : null;
  return Array.isArray(messages) ? messages.join('; ') : 'The request is malformed';
}

function statusOf(error: unknown): number | null {
  if (error instanceof HttpException) return error.getStatus();
  if (!(error instanceof Error) || !('code' in error) || !('statusCode' in error)) return null;
  const fromFastify = typeof error.code === 'string' && error.code.startsWith('FST_');
  return fromFastify && typeof error.statusCode === 'number' ? error.statusCode : null;
}

/** Every thrown value becomes one of our errors; what nobody foresaw becomes a 500 with a fixed text. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const status = statusOf(error);
  if (status !== null) return fromStatus(status, error);
  if (isDatabaseLost(error)) return toUnavailable(error);
  return new InternalError({ cause: error });
}

import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LogService } from '../logging/log.service.js';
import { sendError } from './error-body.js';
import { toAppError } from './to-app-error.js';

/** The one place where errors become answers. Details of 5xx go to the log under the request id, never to the client. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(private readonly log: LogService) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const error = toAppError(exception);
    if (error.status >= 500)
      this.log.error('request failed', { requestId: request.id, code: error.code, err: error.cause ?? error });
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    sendError(reply, error, request.id);
  }
}

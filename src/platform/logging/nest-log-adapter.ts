import type { LoggerService } from '@nestjs/common';
import type { LogService } from './log.service.js';

/** Nest's own start-up lines are of use only when something goes wrong, so they are debug lines here. */
export class NestLogAdapter implements LoggerService {
  constructor(private readonly sink: LogService) {}

  log(message: unknown, ...context: unknown[]): void {
    this.sink.debug(String(message), contextOf(context));
  }

  warn(message: unknown, ...context: unknown[]): void {
    this.sink.warn(String(message), contextOf(context));
  }

  error(message: unknown, ...context: unknown[]): void {
    const text = message instanceof Error ? message.message : String(message);
    this.sink.error(text, { ...contextOf(context), ...(message instanceof Error ? { err: message } : {}) });
  }
}

function contextOf(context: unknown[]): { context?: string } {
  const last = context.at(-1);
  return typeof last === 'string' && last.length < 100 ? { context: last } : {};
}

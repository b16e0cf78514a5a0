import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';
import { describeError } from './describe-error.js';
import { requestContext } from './request-context.js';

export type LogFields = Readonly<Record<string, unknown>>;

/** Whom and what an audit line is about. The user is logged as a hash: enough to follow one through the log, not to name one. */
export interface AuditFields extends LogFields {
  readonly userId?: string;
}

/** JSON lines on stdout. Callers name every field they log: whole requests, headers, bodies and configuration are never fields. */
@Injectable()
export class LogService {
  private readonly pino: Logger;

  constructor(level: string, destination?: DestinationStream) {
    const options = {
      level,
      base: { service: 'figbridge' },
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: 'message',
      formatters: { level: (label: string) => ({ level: label }) },
      serializers: { err: describeError },
      // A copy: pino puts the line's own fields into what it gets here.
      mixin: () => ({ ...requestContext.getStore() }),
    };
    this.pino = destination ? pino(options, destination) : pino(options);
  }

  debug(message: string, fields: LogFields = {}): void {
    this.pino.debug(fields, message);
  }

  info(message: string, fields: LogFields = {}): void {
    this.pino.info(fields, message);
  }

  warn(message: string, fields: LogFields = {}): void {
    this.pino.warn(fields, message);
  }

  error(message: string, fields: LogFields = {}): void {
    this.pino.error(fields, message);
  }

  /** What must be kept for an auditor: who did what to which connection (security T-46). */
  audit(event: string, { userId, ...fields }: AuditFields = {}): void {
    const subject = userId === undefined ? {} : { subject: subjectHash(userId) };
    this.pino.info({ audit: event, ...subject, ...fields }, `audit ${event}`);
  }
}

/** The first 16 hexadecimal digits of the SHA-256 of our user id. */
export function subjectHash(userId: string): string {
  return createHash('sha256').update(userId).digest('hex').slice(0, 16);
}

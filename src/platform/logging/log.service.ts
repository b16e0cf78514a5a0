import { Injectable } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';
import { describeError } from './describe-error.js';

export type LogFields = Readonly<Record<string, unknown>>;

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
  audit(event: string, fields: LogFields = {}): void {
    this.pino.info({ audit: event, ...fields }, `audit ${event}`);
  }
}

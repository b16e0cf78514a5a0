/** What a client may learn besides the text, for example `retryAfter` (seconds) or `missingScopes`. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

export interface AppErrorOptions extends ErrorOptions {
  /** Seconds, sent as `Retry-After` (RFC 9110 §10.2.3). */
  readonly retryAfter?: number;
  readonly details?: ErrorDetails;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * An error with a public face. `message` is shown to people; what must stay private belongs into `cause`,
 * which is logged and never sent.
 */
export abstract class AppError extends Error {
  abstract readonly status: number;
  abstract readonly code: string;
  readonly retryAfter: number | undefined;
  readonly details: ErrorDetails;
  readonly headers: Readonly<Record<string, string>>;

  constructor(message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.retryAfter = options.retryAfter;
    this.details = options.details ?? {};
    this.headers = options.headers ?? {};
  }
}

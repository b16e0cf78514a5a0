import { AppError, type AppErrorOptions } from './app-error.js';

export class InvalidRequestError extends AppError {
  readonly status = 400;
  readonly code = 'invalid_request';
}

/** Our own JWT only, never a provider's refusal: a 401 makes an SPA sign its user out. RFC 6750 §3. */
export class UnauthorizedError extends AppError {
  readonly status = 401;
  readonly code = 'unauthorized';

  constructor(tokenWasPresented: boolean, options: AppErrorOptions = {}) {
    const challenge = tokenWasPresented ? 'Bearer error="invalid_token"' : 'Bearer';
    super('Authentication required', { ...options, headers: { 'www-authenticate': challenge } });
  }
}

export class NotFoundError extends AppError {
  readonly status = 404;
  readonly code = 'not_found';

  constructor(message = 'Not found', options?: AppErrorOptions) {
    super(message, options);
  }
}

/** RFC 9110 §15.5.6: `Allow` lists what the path does answer. */
export class MethodNotAllowedError extends AppError {
  readonly status = 405;
  readonly code = 'method_not_allowed';

  constructor(allowed: readonly string[]) {
    super('Method not allowed', { headers: { allow: allowed.join(', ') } });
  }
}

export class PayloadTooLargeError extends AppError {
  readonly status = 413;
  readonly code = 'payload_too_large';

  constructor(options?: AppErrorOptions) {
    super('The request body is too large', options);
  }
}

export class UnsupportedMediaTypeError extends AppError {
  readonly status = 415;
  readonly code = 'unsupported_media_type';

  constructor(options?: AppErrorOptions) {
    super('The request body must be application/json', options);
  }
}

export class InternalError extends AppError {
  readonly status = 500;
  readonly code = 'internal_error';

  constructor(options?: AppErrorOptions) {
    super('Something went wrong on our side', options);
  }
}

/** The database or another part of ours is away for a moment; nothing was done. */
export class UnavailableError extends AppError {
  readonly status = 503;
  readonly code = 'unavailable';

  constructor(options: AppErrorOptions = {}) {
    super('The service is temporarily unavailable', { retryAfter: 5, ...options });
  }
}

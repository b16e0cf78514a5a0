import { AppError, type AppErrorOptions } from '../platform/errors/app-error.js';

export class UnknownProviderError extends AppError {
  readonly status = 404;
  readonly code = 'unknown_provider';

  constructor() {
    super('Unknown provider');
  }
}

export class ProviderNotConfiguredError extends AppError {
  readonly status = 503;
  readonly code = 'provider_not_configured';

  /** The text is part of the contract; integrators compare it. */
  constructor(displayName: string) {
    super(`${displayName} OAuth not configured. Please contact administrator.`, { retryAfter: 3600 });
  }
}

/**
 * `rejected`: the provider refused the code or the refresh token. `client_rejected`: it refused our client credentials.
 * `unavailable`: no usable answer now. `bad_response`: a 200 that is not what RFC 6749 §5.1 asks for. `timeout`.
 * `not_found`: 404 or 405, which for a refresh means to try the next endpoint.
 * `account_refused`: a fresh access token was refused by the account endpoint.
 */
export type ProviderCallFailure =
  'rejected' | 'client_rejected' | 'unavailable' | 'bad_response' | 'timeout' | 'not_found' | 'account_refused';

/** What went wrong when we called a provider. Internal: routes turn it into their own answers. */
export class ProviderCallError extends Error {
  override readonly name = 'ProviderCallError';

  /** The HTTP status that the provider answered, if it answered. */
  readonly status: number | null;

  constructor(
    readonly kind: ProviderCallFailure,
    options: ErrorOptions & { readonly status?: number } = {},
  ) {
    super(`The provider call ended as ${kind}${options.status === undefined ? '' : ` (${options.status})`}`, options);
    this.status = options.status ?? null;
  }
}

export class ProviderTimeoutError extends AppError {
  readonly status = 504;
  readonly code = 'provider_timeout';

  constructor(displayName: string, options?: AppErrorOptions) {
    super(`${displayName} did not answer in time`, options);
  }
}

/** The provider is in trouble, not the user's connection. */
export class ProviderUnavailableError extends AppError {
  readonly status = 502;
  readonly code = 'provider_error';

  constructor(displayName: string, options?: AppErrorOptions) {
    super(`${displayName} is not available right now`, options);
  }
}

export class ProviderBadResponseError extends AppError {
  readonly status = 502;
  readonly code = 'provider_bad_response';

  constructor(displayName: string, options?: AppErrorOptions) {
    super(`${displayName} sent an answer that we do not understand`, options);
  }
}

/** What a route answers when a call to the provider, other than for a user's data, did not succeed. */
export function toProviderAppError(error: ProviderCallError, displayName: string): AppError {
  if (error.kind === 'timeout') return new ProviderTimeoutError(displayName, { cause: error });
  if (error.kind === 'bad_response') return new ProviderBadResponseError(displayName, { cause: error });
  if (error.kind === 'client_rejected') return new ProviderNotConfiguredError(displayName);
  return new ProviderUnavailableError(displayName, { cause: error });
}

import { AppError } from '../platform/errors/app-error.js';

/** The words that a callback may end with; nothing a provider says ever takes their place. */
export type CallbackCode =
  | 'state_invalid'
  | 'state_expired'
  | 'browser_mismatch'
  | 'access_denied'
  | 'code_rejected'
  | 'not_configured'
  | 'provider_unavailable'
  | 'account_mismatch'
  | 'scopes_missing'
  | 'internal_error';

const texts: Readonly<Record<CallbackCode, string>> = {
  state_invalid: 'Invalid state token',
  state_expired: 'The request took too long; please start again',
  browser_mismatch: 'The connection was started in another browser',
  access_denied: 'Access was not granted',
  code_rejected: 'The provider did not accept the authorization code',
  not_configured: 'The provider is not set up on this server',
  provider_unavailable: 'The provider did not answer as expected',
  account_mismatch: 'Another account is connected already; disconnect it first',
  scopes_missing: 'Not every permission was granted',
  internal_error: 'Something went wrong on our side',
};

/** A connection attempt that ended. `cause` is for the log. */
export class CallbackError extends Error {
  override readonly name = 'CallbackError';

  constructor(
    readonly callbackCode: CallbackCode,
    /** Where the stored flow wanted to return to, once it is known. */
    readonly returnTo: string | null = null,
    options?: ErrorOptions,
  ) {
    super(texts[callbackCode], options);
  }
}

/** The same for clients that asked for JSON. */
export class CallbackRejectedError extends AppError {
  readonly status = 400;
  readonly code = 'invalid_request';

  constructor(callbackCode: CallbackCode, options?: ErrorOptions) {
    super(texts[callbackCode], { cause: options?.cause, details: { callbackCode } });
  }
}

/**
 * One answer for every bad ticket and every wrong user, so that nothing can be learned from it. A right ticket whose
 * exchange failed says why, in the callback's word.
 */
export class ConfirmFailedError extends AppError {
  readonly status = 400;
  readonly code = 'confirm_failed';

  constructor(failure?: CallbackError) {
    const details = failure === undefined ? {} : { callbackCode: failure.callbackCode };
    super(failure?.message ?? 'The connection could not be confirmed; please start again', { cause: failure, details });
  }
}

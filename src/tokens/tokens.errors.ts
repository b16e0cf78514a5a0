import { AppError } from '../platform/errors/app-error.js';

export class NotConnectedError extends AppError {
  readonly status = 404;
  readonly code = 'not_connected';

  constructor(displayName: string) {
    super(`${displayName} is not connected`);
  }
}

/** The grant is dead: revoked, refused by the provider, or not decryptable. Only the user can mend it. */
export class ReconnectRequiredError extends AppError {
  readonly status = 409;
  readonly code = 'reconnect_required';

  constructor(displayName: string, options?: ErrorOptions) {
    super(`Please reconnect ${displayName}`, options);
  }
}

/** Thrown by callers of `withAccessToken` when the provider refuses the access token itself. Never reaches a client. */
export class TokenRefusedError extends Error {
  override readonly name = 'TokenRefusedError';

  constructor(options?: ErrorOptions) {
    super('The provider refused the access token', options);
  }
}

/** Another account of the provider is connected already; nothing was changed. */
export class AccountMismatchError extends Error {
  override readonly name = 'AccountMismatchError';
}

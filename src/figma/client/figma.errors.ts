import { AppError, type AppErrorOptions } from '../../platform/errors/app-error.js';

// Public texts. Figma's own words are never repeated: they are data of somebody else and may name what the reader must not see.

/** Figma: `Invalid scope(s): ...`. `missingScopes` are what the connection lacks, as far as Figma named them. */
export class InsufficientScopeError extends AppError {
  readonly status = 403;
  readonly code = 'insufficient_scope';

  constructor(missingScopes: readonly string[], options: AppErrorOptions = {}) {
    super('Insufficient permissions', { ...options, details: { missingScopes } });
  }
}

export class PlanRequiredError extends AppError {
  readonly status = 403;
  readonly code = 'plan_required';

  constructor(options?: AppErrorOptions) {
    super("This is not part of the account's Figma plan", options);
  }
}

export class FigmaForbiddenError extends AppError {
  readonly status = 403;
  readonly code = 'forbidden';

  constructor(options?: AppErrorOptions) {
    super('Figma does not let your account see this', options);
  }
}

/** Missing, or not visible to this account: Figma does not say which. */
export class FigmaNotFoundError extends AppError {
  readonly status = 404;
  readonly code = 'not_found';

  constructor(options?: AppErrorOptions) {
    super('Not found at Figma', options);
  }
}

export class UnsupportedFileTypeError extends AppError {
  readonly status = 400;
  readonly code = 'unsupported_file_type';

  constructor(options?: AppErrorOptions) {
    super('Figma does not offer this kind of file to other programs', options);
  }
}

export class FigmaRefusedParametersError extends AppError {
  readonly status = 400;
  readonly code = 'invalid_request';

  constructor(options?: AppErrorOptions) {
    super('Figma did not accept the parameters', options);
  }
}

export interface RateLimitDetails {
  /** Seconds. */
  readonly retryAfter: number;
  readonly planTier: string | null;
  readonly rateLimitType: string | null;
  readonly upgradeLink: string | null;
}

export class ProviderRateLimitedError extends AppError {
  readonly status = 429;
  readonly code = 'provider_rate_limited';

  constructor(details: RateLimitDetails, options: AppErrorOptions = {}) {
    super('The Figma limit of this account is used up for now', {
      ...options,
      retryAfter: details.retryAfter,
      details: { ...details },
    });
  }
}

export class ProviderResponseTooLargeError extends AppError {
  readonly status = 502;
  readonly code = 'provider_response_too_large';

  constructor(options?: AppErrorOptions) {
    super('The answer is too large; ask for less, for example with depth or ids', options);
  }
}

const passingCodes: ReadonlySet<string> = new Set([
  'provider_rate_limited',
  'provider_error',
  'provider_bad_response',
  'provider_response_too_large',
  'provider_timeout',
]);

/** True for trouble of the provider's that passes by itself, so that an older copy may be served meanwhile. */
export function isPassingTrouble(error: unknown): error is AppError {
  return error instanceof AppError && isPassingCode(error.code);
}

export function isPassingCode(code: string): boolean {
  return passingCodes.has(code);
}

/** True for what concerns one team, folder or file, or passes by itself: it may be reported beside what else was found. */
export function isReportable(error: unknown): error is AppError {
  const isLocal = [FigmaForbiddenError, FigmaNotFoundError, UnsupportedFileTypeError].some(
    (kind) => error instanceof kind,
  );
  return isLocal || isPassingTrouble(error);
}

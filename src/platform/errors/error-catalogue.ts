export interface CatalogueEntry {
  readonly status: number;
  /** When it is sent. */
  readonly when: string;
  /** What people read; names of providers and the like vary. */
  readonly text: string;
  /** What the body carries besides, as an example. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Every `code` that an answer can carry. The documentation is made from this table. */
export const errorCatalogue = {
  invalid_request: { status: 400, when: 'The request is malformed.', text: 'The request is malformed' },
  confirm_failed: {
    status: 400,
    when: 'The ticket is unknown, used, too old, or belongs to another user; or the provider refused it, see `callbackCode`.',
    text: 'The connection could not be confirmed; please start again',
  },
  unsupported_file_type: {
    status: 400,
    when: 'Figma serves no data for files of this kind.',
    text: 'Figma does not offer this kind of file to other programs',
  },
  unauthorized: {
    status: 401,
    when: 'The JWT is missing, expired or not acceptable.',
    text: 'Authentication required',
  },
  insufficient_scope: {
    status: 403,
    when: 'The user has not granted a permission that this needs; see `missingScopes`.',
    text: 'Insufficient permissions',
    details: { missingScopes: ['file_comments:read'] },
  },
  plan_required: {
    status: 403,
    when: "The account's plan or seat does not include this.",
    text: "This is not part of the account's Figma plan",
  },
  forbidden: {
    status: 403,
    when: 'The provider refuses this to the connected account.',
    text: 'Figma does not let your account see this',
  },
  unknown_provider: { status: 404, when: 'There is no such provider.', text: 'Unknown provider' },
  not_connected: { status: 404, when: 'The user has not connected the provider.', text: 'Figma is not connected' },
  not_found: {
    status: 404,
    when: 'It does not exist, or the connected account may not see it.',
    text: 'Not found',
  },
  method_not_allowed: { status: 405, when: 'The path answers other methods; see `Allow`.', text: 'Method not allowed' },
  reconnect_required: {
    status: 409,
    when: 'The permission is gone; the user must connect again.',
    text: 'Please reconnect Figma',
  },
  payload_too_large: {
    status: 413,
    when: 'The request body is too large.',
    text: 'The request body is too large',
  },
  unsupported_media_type: {
    status: 415,
    when: 'The request body is not JSON.',
    text: 'The request body must be application/json',
  },
  rate_limited: {
    status: 429,
    when: 'Too many requests of this user or address; see `Retry-After`.',
    text: 'Too many requests; please slow down',
    details: { retryAfter: 42 },
  },
  provider_rate_limited: {
    status: 429,
    when: "The provider's limit is reached; see `Retry-After` and `retryAfter` (seconds).",
    text: 'The Figma limit of this account is used up for now',
    details: {
      retryAfter: 42,
      planTier: 'pro',
      rateLimitType: 'low',
      upgradeLink: 'https://www.figma.com/files?api_paywall=true',
    },
  },
  headers_too_large: {
    status: 431,
    when: 'The request headers are too large.',
    text: 'Request Header Fields Too Large',
  },
  internal_error: {
    status: 500,
    when: 'Something failed here; the request id leads to the log line.',
    text: 'Something went wrong on our side',
  },
  provider_error: { status: 502, when: 'The provider failed.', text: 'Figma is not available right now' },
  provider_bad_response: {
    status: 502,
    when: 'The provider sent something that cannot be understood.',
    text: 'Figma sent an answer that we do not understand',
  },
  provider_response_too_large: {
    status: 502,
    when: 'The answer is larger than can be served.',
    text: 'The answer is too large; ask for less, for example with depth or ids',
  },
  provider_not_configured: {
    status: 503,
    when: 'The operator has not set up this provider.',
    text: 'Figma OAuth not configured. Please contact administrator.',
  },
  unavailable: {
    status: 503,
    when: 'The service cannot do this for the moment; see `Retry-After`.',
    text: 'The service is temporarily unavailable',
  },
  provider_timeout: {
    status: 504,
    when: 'The provider did not answer in time.',
    text: 'Figma did not answer in time',
  },
} as const satisfies Readonly<Record<string, CatalogueEntry>>;

export type ErrorCode = keyof typeof errorCatalogue;

export function catalogueEntry(code: ErrorCode): CatalogueEntry {
  return errorCatalogue[code];
}

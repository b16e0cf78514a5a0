/** Every `code` that an answer can carry, with its status and when it is sent. The documentation is made from this table. */
export const errorCatalogue = {
  invalid_request: { status: 400, when: 'The request is malformed.' },
  confirm_failed: { status: 400, when: 'The ticket is unknown, used, too old, or belongs to another user.' },
  unsupported_file_type: { status: 400, when: 'Figma serves no data for files of this kind.' },
  unauthorized: { status: 401, when: 'The JWT is missing, expired or not acceptable.' },
  insufficient_scope: {
    status: 403,
    when: 'The user has not granted a permission that this needs; see `missingScopes`.',
  },
  plan_required: { status: 403, when: "The account's plan or seat does not include this." },
  forbidden: { status: 403, when: 'The provider refuses this to the connected account.' },
  unknown_provider: { status: 404, when: 'There is no such provider.' },
  not_connected: { status: 404, when: 'The user has not connected the provider.' },
  not_found: { status: 404, when: 'It does not exist, or the connected account may not see it.' },
  method_not_allowed: { status: 405, when: 'The path answers other methods; see `Allow`.' },
  reconnect_required: { status: 409, when: 'The permission is gone; the user must connect again.' },
  payload_too_large: { status: 413, when: 'The request body is too large.' },
  unsupported_media_type: { status: 415, when: 'The request body is not JSON.' },
  rate_limited: { status: 429, when: 'Too many requests of this user or address; see `Retry-After`.' },
  provider_rate_limited: {
    status: 429,
    when: "The provider's limit is reached; see `Retry-After` and `retryAfter` (seconds).",
  },
  headers_too_large: { status: 431, when: 'The request headers are too large.' },
  internal_error: { status: 500, when: 'Something failed here; the request id leads to the log line.' },
  provider_error: { status: 502, when: 'The provider failed.' },
  provider_bad_response: { status: 502, when: 'The provider sent something that cannot be understood.' },
  provider_response_too_large: { status: 502, when: 'The answer is larger than can be served.' },
  provider_not_configured: { status: 503, when: 'The operator has not set up this provider.' },
  unavailable: { status: 503, when: 'The service cannot do this for the moment; see `Retry-After`.' },
  provider_timeout: { status: 504, when: 'The provider did not answer in time.' },
} as const;

export type ErrorCode = keyof typeof errorCatalogue;

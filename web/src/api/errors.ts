/** A failed call in the service's own words; `code` is the machine word that decides what the page says. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    readonly statusCode: number,
    message: string,
    readonly details: ErrorDetails = {},
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

export interface ErrorDetails {
  requestId?: string;
  /** Seconds. */
  retryAfter?: number;
  missingScopes?: string[];
  /** Always https: links of other schemes are dropped. */
  upgradeLink?: string;
}

/** Codes that exist only in the browser: no answer came; there was no JWT to send. */
export const OFFLINE = 'offline';
export const SIGNED_OUT = 'signed_out';

/** The service refused the JWT. */
export const UNAUTHORIZED = 'unauthorized';

export function needsSignIn(error: ApiError | null): boolean {
  return error?.code === SIGNED_OUT || error?.code === UNAUTHORIZED;
}

type Fields = Record<string, unknown>;

/** Builds the error from whatever came back: a proxy's HTML page gives `unavailable` or `internal_error`, never an exception. */
export function errorFromAnswer(statusCode: number, body: unknown, retryAfterHeader: string | null): ApiError {
  const fields = isFields(body) ? body : {};
  const code = text(fields.code) ?? codeForStatus(statusCode);
  return new ApiError(code, statusCode, text(fields.message) ?? text(fields.error) ?? '', {
    requestId: text(fields.requestId),
    retryAfter: seconds(fields.retryAfter) ?? seconds(Number(retryAfterHeader ?? NaN)),
    missingScopes: strings(fields.missingScopes),
    upgradeLink: httpsLink(fields.upgradeLink),
  });
}

export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError(OFFLINE, 0, error instanceof Error ? error.message : '');
}

function codeForStatus(statusCode: number): string {
  if (statusCode === 401) return UNAUTHORIZED;
  if (statusCode === 404) return 'not_found';
  if (statusCode === 429) return 'rate_limited';
  return statusCode >= 502 ? 'unavailable' : 'internal_error';
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function seconds(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

function strings(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined;
}

function httpsLink(value: unknown): string | undefined {
  return typeof value === 'string' && value.startsWith('https://') ? value : undefined;
}

/** The body of every error. Some carry more members, for example `retryAfter` or `missingScopes`. */
export class ErrorDto {
  /** For people. Not a stable text, except where the contract names one. */
  error: string;

  /** The same text again. */
  message: string;

  /**
   * For programs.
   * @example not_connected
   */
  code: string;

  /** The HTTP status. */
  statusCode: number;

  /** Also in `X-Request-Id`; names this request in the log. */
  requestId: string;
}

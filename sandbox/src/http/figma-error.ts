/** Figma answers errors in two JSON shapes, by endpoint and status: `{status, err}` and `{status, error: true, message}`. */
export type ErrorShape = 'err' | 'message';

/** An answer that is not 2xx. The route decides the shape, because the same refusal looks different on different routes. */
export class FigmaError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export function errorBody(error: FigmaError, shape: ErrorShape): Record<string, unknown> {
  const { status, message } = error;
  return shape === 'err' ? { status, err: message } : { status, error: true, message };
}

/** The OAuth endpoints' shape. Not RFC 6749's: `error` is the boolean true. */
export function oauthErrorBody({ status, message }: FigmaError, i18n: string | null = null): Record<string, unknown> {
  return { error: true, status, message, i18n };
}

/**
 * `timeout`: our deadline passed. `unreachable`: no connection, or it broke. `too_large`: more bytes than allowed.
 * `bad_response`: something answered, but not with HTTP that we accept (redirect, unknown coding, protocol error).
 */
export type OutboundFailure = 'timeout' | 'unreachable' | 'too_large' | 'bad_response';

export class OutboundError extends Error {
  override readonly name = 'OutboundError';

  constructor(
    readonly kind: OutboundFailure,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const timeouts = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

export function toOutboundError(error: unknown, deadlinePassed: boolean): OutboundError {
  if (error instanceof OutboundError) return error;
  const code = codeOf(error);
  if (deadlinePassed || timeouts.has(code)) return new OutboundError('timeout', 'No answer in time', { cause: error });
  if (isNoHttp(error) || code.includes('CONTENT_LENGTH') || code === 'UND_ERR_HEADERS_OVERFLOW') {
    return new OutboundError('bad_response', 'The answer is not valid HTTP', { cause: error });
  }
  return new OutboundError('unreachable', 'The connection failed', { cause: error });
}

/** The `code` of an error of Node or of a library; empty without one. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/** undici's parser errors have a name, and a code (`HPE_…`) only sometimes. */
function isNoHttp(error: unknown): boolean {
  return error instanceof Error && error.name === 'HTTPParserError';
}

/** What a provider may send to the callback (RFC 6749 §4.1.2, RFC 9207). Repeated or nested parameters count as absent. */
export interface CallbackQuery {
  readonly state: string | null;
  readonly code: string | null;
  readonly error: string | null;
  readonly iss: string | null;
}

const longestValue = 4096;

function single(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= longestValue ? value : null;
}

export function parseCallbackQuery(query: Readonly<Record<string, unknown>>): CallbackQuery {
  return {
    state: single(query.state),
    code: single(query.code),
    // A repeated `error` is still an error.
    error: single(query.error) ?? ('error' in query ? 'invalid' : null),
    iss: single(query.iss) ?? ('iss' in query ? 'invalid' : null),
  };
}

import type { Api } from '../api/client.js';
import { needsSignIn, toApiError } from '../api/errors.js';
import type { ApiError } from '../api/errors.js';
import type { Provider } from '../api/types.js';
import { CALLBACK_CODES } from './callback.js';
import type { Callback, CallbackCode } from './callback.js';

/** The service keeps an unconfirmed sign-in this long; Figma's own code would be dead five seconds later. */
export const CONFIRM_WINDOW_MS = 25_000;

/** How a sign-in ended, as the banner shows it. */
export type Outcome =
  | Exclude<Callback, { kind: 'confirm' }>
  | { kind: 'confirming'; provider: Provider }
  | { kind: 'manual'; provider: Provider; ticket: string; deadline: number };

/**
 * Confirms by itself when somebody is signed in, and otherwise leaves the ticket for a shell. A ticket works once, so
 * this runs once per page load, outside of any component's life.
 */
export async function settleCallback(callback: Callback, api: Api, now: number): Promise<Outcome> {
  if (callback.kind !== 'confirm') return callback;
  const { provider, ticket } = callback;
  const manual: Outcome = { kind: 'manual', provider, ticket, deadline: now + CONFIRM_WINDOW_MS };
  if (!(await api.getToken())) return manual;
  try {
    await api.confirm(provider, ticket);
    return { kind: 'success', provider, warning: null };
  } catch (reason) {
    const error = toApiError(reason);
    if (needsSignIn(error)) return manual;
    return { kind: 'error', provider, code: codeOf(error), ref: error.details.requestId ?? null };
  }
}

/** What the banner shows while `settleCallback` is at work. */
export function outcomeSoFar(callback: Callback | null): Outcome | null {
  return callback?.kind === 'confirm' ? { kind: 'confirming', provider: callback.provider } : callback;
}

function codeOf(error: ApiError): CallbackCode {
  const known = CALLBACK_CODES.find((code) => code === error.code);
  if (known) return known;
  if (error.code === 'provider_not_configured') return 'not_configured';
  return error.statusCode === 0 || error.statusCode >= 502 ? 'provider_unavailable' : 'internal_error';
}

import type { CallbackCode } from '../lib/callback.js';

export interface CallbackText {
  title: string;
  body: string;
  /** What the person can do about it here; null: nothing but ask the administrator. */
  action: 'startAgain' | 'tryAgain' | 'grant' | null;
  /** The trouble is on the server's side, so the reference is worth passing on. */
  showReference: boolean;
}

/** `{name}` is the provider's name. */
export const callbackTexts: Record<CallbackCode, CallbackText> = {
  access_denied: {
    title: 'You chose not to give access',
    body: 'Nothing was changed.',
    action: 'tryAgain',
    showReference: false,
  },
  state_expired: {
    title: 'That took longer than 15 minutes',
    body: 'For your safety the request has ended. Nothing was changed.',
    action: 'startAgain',
    showReference: false,
  },
  state_invalid: {
    title: 'This sign-in link cannot be used',
    body: 'It was used already, or it is not complete. Nothing was changed.',
    action: 'startAgain',
    showReference: false,
  },
  browser_mismatch: {
    title: 'The connection was started in another browser',
    body: 'To make sure it is you, start and finish it in the same browser. Nothing was changed.',
    action: 'startAgain',
    showReference: false,
  },
  confirm_failed: {
    title: 'The connection could not be confirmed',
    body: 'The request has expired, was used already, or belongs to somebody else. Nothing was changed.',
    action: 'startAgain',
    showReference: false,
  },
  code_rejected: {
    title: '{name} did not accept the sign-in',
    body: 'This happens when it takes more than 30 seconds to come back, or when the page is loaded twice.',
    action: 'startAgain',
    showReference: true,
  },
  account_mismatch: {
    title: 'That is another {name} account',
    body: 'A different account is connected here, and it stays connected. To switch, disconnect it first.',
    action: 'tryAgain',
    showReference: false,
  },
  scopes_missing: {
    title: '{name} is connected, with fewer permissions',
    body: 'Some permissions were not granted. What needs them will say so; the rest works.',
    action: 'grant',
    showReference: false,
  },
  not_configured: {
    title: '{name} is not set up on this server',
    body: 'Your administrator has to add or correct the credentials.',
    action: null,
    showReference: true,
  },
  provider_unavailable: {
    title: '{name} did not answer',
    body: 'The connection was not made. It usually works a moment later.',
    action: 'tryAgain',
    showReference: true,
  },
  internal_error: {
    title: 'Something went wrong on our side',
    body: 'The connection was not made.',
    action: 'tryAgain',
    showReference: true,
  },
};

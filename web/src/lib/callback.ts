import { PROVIDERS } from '../api/types.js';
import type { Provider } from '../api/types.js';

/** The fixed words of a finished sign-in; anything else in the address is shown as `internal_error`. */
export const CALLBACK_CODES = [
  'state_invalid',
  'state_expired',
  'browser_mismatch',
  'access_denied',
  'code_rejected',
  'not_configured',
  'provider_unavailable',
  'account_mismatch',
  'scopes_missing',
  'internal_error',
  'confirm_failed',
] as const;
export type CallbackCode = (typeof CALLBACK_CODES)[number];

export type Callback =
  | { kind: 'success'; provider: Provider; warning: 'scopes_missing' | null }
  | { kind: 'error'; provider: Provider; code: CallbackCode; ref: string | null }
  | { kind: 'confirm'; provider: Provider; ticket: string };

const QUERY_NAMES = ['provider', 'status', 'code', 'ref'];
const TICKET = /^[A-Za-z0-9._~-]{1,1024}$/;
const REFERENCE = /^[A-Za-z0-9._:-]{1,128}$/;

/**
 * Reads how a sign-in ended from the address the callback redirected to. Anyone can craft such an address, so only
 * known words pass: no part of it is ever shown as text except a reference of harmless characters.
 */
export function readCallback(address: URL): Callback | null {
  const provider = PROVIDERS.find((name) => name === address.searchParams.get('provider'));
  if (!provider) return null;
  const code = knownCode(address.searchParams.get('code'));
  switch (address.searchParams.get('status')) {
    case 'success':
      return { kind: 'success', provider, warning: code === 'scopes_missing' ? code : null };
    case 'error':
      return { kind: 'error', provider, code: code ?? 'internal_error', ref: reference(address) };
    case 'confirm':
      return readConfirm(address, provider);
    default:
      return null;
  }
}

/** The path, query and fragment without what `readCallback` took; null when there is nothing to remove. */
export function withoutCallback(address: URL): string | null {
  if (!PROVIDERS.some((name) => name === address.searchParams.get('provider'))) return null;
  if (!address.searchParams.has('status')) return null;
  const rest = new URL(address);
  for (const name of QUERY_NAMES) rest.searchParams.delete(name);
  rest.hash = withoutFragmentFields(rest.hash, ['ticket']);
  return rest.pathname + rest.search + rest.hash;
}

/** Drops `name=value` pairs from a fragment and leaves one that is no such list (a router's, an anchor) as it is. */
export function withoutFragmentFields(hash: string, names: string[]): string {
  const pairs = hash.replace(/^#/, '').split('&');
  const kept = pairs.filter((pair) => !names.some((name) => pair === name || pair.startsWith(`${name}=`)));
  return kept.join('&');
}

export function fragmentField(hash: string, name: string): string | null {
  return new URLSearchParams(hash.replace(/^#/, '')).get(name);
}

function readConfirm(address: URL, provider: Provider): Callback {
  const ticket = fragmentField(address.hash, 'ticket');
  if (ticket !== null && TICKET.test(ticket)) return { kind: 'confirm', provider, ticket };
  return { kind: 'error', provider, code: 'confirm_failed', ref: reference(address) };
}

function knownCode(value: string | null): CallbackCode | undefined {
  return CALLBACK_CODES.find((code) => code === value);
}

function reference(address: URL): string | null {
  const ref = address.searchParams.get('ref');
  return ref !== null && REFERENCE.test(ref) ? ref : null;
}

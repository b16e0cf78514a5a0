import type { CookieMatch } from './flow-cookies.js';

export type BindingPolicy = 'auto' | 'always' | 'off';

/** `confirm`: the code is parked until the signed-in user says that it was them. */
export type BindingDecision = 'exchange' | 'confirm' | 'refuse';

export interface Caller {
  readonly userAgent: string | undefined;
  readonly secFetchSite: string | undefined;
  readonly secFetchDest: string | undefined;
}

/** Linking attacks need the victim's browser, and every browser says one of these (Node's fetch says neither). */
export function isVisiblyNotABrowser(caller: Caller): boolean {
  const looksLikeBrowser = caller.userAgent?.includes('Mozilla/') ?? false;
  return !looksLikeBrowser && caller.secFetchSite === undefined && caller.secFetchDest === undefined;
}

/** The table of who may finish a connection. */
export function decideBinding(policy: BindingPolicy, cookie: CookieMatch, caller: Caller): BindingDecision {
  if (policy === 'off' || cookie === 'right') return 'exchange';
  if (cookie === 'another') return 'refuse';
  return policy === 'auto' && isVisiblyNotABrowser(caller) ? 'exchange' : 'confirm';
}

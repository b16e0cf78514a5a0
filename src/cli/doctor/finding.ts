/** One thing that was looked at. A problem says what to do about it. */
export type Finding =
  | { readonly check: string; readonly state: 'ok' | 'skipped'; readonly message: string }
  | { readonly check: string; readonly state: 'warning' | 'failed'; readonly message: string; readonly fix: string };

export function ok(check: string, message: string): Finding {
  return { check, state: 'ok', message };
}

export function skipped(check: string, message: string): Finding {
  return { check, state: 'skipped', message };
}

export function warning(check: string, message: string, fix: string): Finding {
  return { check, state: 'warning', message, fix };
}

export function failed(check: string, message: string, fix: string): Finding {
  return { check, state: 'failed', message, fix };
}

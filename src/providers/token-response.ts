/** A token endpoint's answer (RFC 6749 §5.1), checked. */
export interface TokenResponse {
  readonly accessToken: string;
  /** Null when none came: the one we have stays valid (RFC 6749 §6). */
  readonly refreshToken: string | null;
  /** Seconds; null when the provider did not say. */
  readonly expiresIn: number | null;
  /** Null when the provider did not say: what was asked for was granted (RFC 6749 §5.1). */
  readonly scopes: readonly string[] | null;
}

/** Ten years. Longer lifetimes are nonsense or overflow a date. */
const longestLifetime = 315_360_000;
const longestToken = 16_384;

/** What oauth4webapi lets pass and we do not: empty or huge tokens, lifetimes that are not a positive number of seconds. */
export function toTokenResponse(body: Readonly<Record<string, unknown>>): TokenResponse | null {
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: expiresIn, scope } = body;
  if (!isToken(accessToken) || (refreshToken !== undefined && !isToken(refreshToken))) return null;
  if (expiresIn !== undefined && !isLifetime(expiresIn)) return null;
  return {
    accessToken,
    refreshToken: refreshToken ?? null,
    expiresIn: expiresIn ?? null,
    scopes: typeof scope === 'string' ? scope.split(/[\s,]+/).filter(Boolean) : null,
  };
}

/** Visible ASCII only (RFC 6749 appendix A.12): it travels in a header. */
function isToken(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longestToken && /^[\x21-\x7e]+$/.test(value);
}

function isLifetime(value: unknown): value is number {
  return typeof value === 'number' && value >= 1 && value <= longestLifetime;
}

const fallbackSeconds = 60;
const longestSeconds = 31 * 86_400;

/**
 * Seconds to wait, from a `Retry-After` of either form (RFC 9110 §10.2.3). Missing or unreadable: 60. Never below 1, and
 * at most 31 days: Figma's real blocks last days, but a broken value must not block for ever.
 */
export function parseRetryAfter(value: string | undefined, nowMs: number): number {
  const text = value?.trim() ?? '';
  if (/^\d+$/.test(text)) return within(Number(text));
  // Date.parse would also take "-5" or "1.5" for years.
  const atMs = /^[A-Za-z]{3,9}, /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(atMs) ? fallbackSeconds : within(Math.ceil((atMs - nowMs) / 1000));
}

function within(seconds: number): number {
  return Math.min(Math.max(seconds, 1), longestSeconds);
}

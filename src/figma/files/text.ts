/** Text of a provider as PostgreSQL can hold it in `text`: without NUL, at most `longest` units. */
export function storableText(text: string | null | undefined, longest = 4096): string | null {
  if (text === null || text === undefined || text.length > longest) return null;
  return text.replaceAll('\u0000', '');
}

/** A time as PostgreSQL can hold it in `timestamptz`, or null when the text is not an ISO 8601 time of the last centuries. */
export function storableTime(text: string | null | undefined): string | null {
  if (!text || !/^\d{4}-\d\d-\d\dT/.test(text) || Number.isNaN(Date.parse(text))) return null;
  return new Date(text).toISOString();
}

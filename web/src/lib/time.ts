const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** Clocks on both sides are seconds apart, so what is that close to a full unit counts as one. */
const TOLERANCE_SECONDS = 30;

/** "3 hours ago", "in 4 days"; under half a minute "now". Times in milliseconds since the epoch. */
export function relativeTime(at: number, now: number, locale: string): string {
  const seconds = Math.abs(at - now) / 1000 + TOLERANCE_SECONDS;
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  for (const [unit, size] of STEPS) {
    if (seconds >= size) return format.format(Math.sign(at - now) * Math.floor(seconds / size), unit);
  }
  return format.format(0, 'second');
}

export function absoluteTime(at: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

export function calendarDate(at: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(at);
}

/** Milliseconds since the epoch, or null for what is no date. */
export function parseTime(value: string | null | undefined): number | null {
  const at = Date.parse(value ?? '');
  return Number.isNaN(at) ? null : at;
}

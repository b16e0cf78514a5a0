import { useTexts } from '../../hooks/context.js';
import { useNow } from '../../hooks/use-now.js';
import { absoluteTime, calendarDate, parseTime, relativeTime } from '../../lib/time.js';

interface Props {
  /** ISO 8601, or milliseconds since the epoch. */
  at: string | number | null | undefined;
  as?: 'relative' | 'date';
  fallback?: string;
}

/** A moment for people, with the exact one in the tooltip and for machines. */
export function Time({ at, as = 'relative', fallback = '–' }: Props) {
  const { locale } = useTexts();
  const now = useNow();
  const time = typeof at === 'number' ? at : parseTime(at);
  if (time === null) return <>{fallback}</>;
  return (
    <time dateTime={new Date(time).toISOString()} title={absoluteTime(time, locale)}>
      {as === 'date' ? calendarDate(time, locale) : relativeTime(Math.min(time, now), now, locale)}
    </time>
  );
}

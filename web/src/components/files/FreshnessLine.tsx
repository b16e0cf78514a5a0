import type { Freshness } from '../../api/freshness.js';
import { useTexts } from '../../hooks/context.js';
import { Time } from '../ui/Time.js';

/** How old what is shown is; nothing when the service did not say. */
export function FreshnessLine({ freshness }: { freshness: Freshness | null }) {
  const { files } = useTexts();
  if (!freshness) return null;
  const time = <Time at={freshness.fetchedAt} />;
  if (freshness.stale) {
    return (
      <p className="fb-freshness fb-freshness-stale">
        {files.stale} {time}
      </p>
    );
  }
  return (
    <p className="fb-freshness">
      {freshness.fromCache ? files.saved : files.checked} {time}
    </p>
  );
}

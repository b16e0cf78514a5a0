import type { FileListing } from '../../api/types.js';
import { useTexts } from '../../hooks/context.js';
import type { Texts } from '../../i18n/index.js';
import { Button } from '../ui/Button.js';

interface Props {
  /** Null when the listing could not be loaded; that is said elsewhere. */
  listing: FileListing['listing'] | null;
  query: string;
  count: number;
  onClear: () => void;
}

/** Why there is nothing, and what to do about it. Without a team it stays below pinned files, as the way to more. */
export function FilesEmpty({ listing, query, count, onClear }: Props) {
  const texts = useTexts();
  if (query !== '') {
    if (count > 0) return null;
    return (
      <div className="fb-empty">
        <p>{texts.files.noneFound(query)}</p>
        <Button onClick={onClear}>{texts.files.clearSearch}</Button>
      </div>
    );
  }
  const text = listing && explain(texts, listing, count);
  if (!text) return null;
  return (
    <div className="fb-empty" data-testid="files-empty" data-reason={listing.reason ?? 'none'}>
      <h3>{text.title}</h3>
      <p>{text.body}</p>
    </div>
  );
}

function explain({ empty }: Texts, listing: FileListing['listing'], count: number) {
  if (listing.reason === 'no_team') return { title: empty.noTeamTitle, body: empty.noTeamBody };
  if (listing.reason === 'public_app') return { title: empty.publicTitle, body: empty.publicBody };
  return count === 0 ? { title: empty.noneTitle, body: empty.noneBody } : null;
}

import { useState } from 'react';
import { useApi, useTexts } from '../../hooks/context.js';
import { initials } from '../../lib/text.js';
import { Icon } from './Icon.js';

/** The place of the picture has its size from the start, so nothing moves when it arrives or fails. */
export function Thumbnail({ url, name, eager = false }: { url: string | null; name: string; eager?: boolean }) {
  const texts = useTexts();
  const { source, onError } = usePicture(url);
  return (
    <span className="fb-thumbnail">
      {source ? (
        <img src={source} alt={name} loading={eager ? 'eager' : 'lazy'} decoding="async" onError={onError} />
      ) : (
        <span className="fb-thumbnail-missing" role="img" aria-label={`${name}: ${texts.files.noPreview}`}>
          <Icon name="frame" size={28} />
        </span>
      )}
    </span>
  );
}

/** Decoration: the name stands next to it. */
export function Avatar({
  url,
  name,
  small = false,
}: {
  url: string | null | undefined;
  name: string;
  small?: boolean;
}) {
  const { source, onError } = usePicture(url);
  return (
    <span className={small ? 'fb-avatar fb-avatar-small' : 'fb-avatar'} aria-hidden="true">
      {source ? <img src={source} alt="" decoding="async" onError={onError} /> : initials(name)}
    </span>
  );
}

function usePicture(url: string | null | undefined) {
  const api = useApi();
  const [failed, setFailed] = useState<string | null>(null);
  const source = api.imageUrl(url);
  return {
    source: source === failed ? null : source,
    onError: () => {
      setFailed(source);
    },
  };
}

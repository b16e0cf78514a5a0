import { useCallback, useEffect, useState } from 'react';
import { ApiError, toApiError } from '../api/errors.js';
import type { Provider } from '../api/types.js';
import { isWebAddress } from '../lib/text.js';
import { useSurroundings } from './context.js';

export interface Connect {
  /** The provider whose consent page is being opened. */
  busy: Provider | null;
  error: { provider: Provider; error: ApiError } | null;
  start: (provider: Provider) => void;
}

/** Leaves this page for the provider's consent page. Coming back by the Back button ends the busy state. */
export function useConnect(): Connect {
  const { api, returnTo } = useSurroundings();
  const [busy, setBusy] = useState<Provider | null>(null);
  const [error, setError] = useState<Connect['error']>(null);

  useEffect(() => {
    // A page restored from the back/forward cache keeps its state: without this the button would stay busy for ever.
    const restored = (event: PageTransitionEvent) => {
      if (event.persisted) setBusy(null);
    };
    window.addEventListener('pageshow', restored);
    return () => {
      window.removeEventListener('pageshow', restored);
    };
  }, []);

  const start = useCallback(
    (provider: Provider) => {
      setBusy(provider);
      setError(null);
      const leave = async () => {
        const { authorizationUrl } = await api.authorization(provider, returnTo);
        if (!isWebAddress(authorizationUrl)) throw new ApiError('internal_error', 200, 'not a web address');
        window.location.assign(authorizationUrl);
      };
      leave().catch((reason: unknown) => {
        setBusy(null);
        setError({ provider, error: toApiError(reason) });
      });
    },
    [api, returnTo],
  );
  return { busy, error, start };
}

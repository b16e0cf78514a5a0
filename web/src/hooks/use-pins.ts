import { useCallback, useRef, useState } from 'react';
import { toApiError } from '../api/errors.js';
import type { ApiError } from '../api/errors.js';
import type { FigmaSettings } from '../api/types.js';
import { addPin, removePin } from '../lib/pins.js';
import type { Pin } from '../lib/pins.js';
import { useApi } from './context.js';
import { useResource } from './use-resource.js';

const NOTHING: FigmaSettings = { teamIds: [], files: [] };

export interface Pins {
  settings: FigmaSettings;
  loading: boolean;
  error: ApiError | null;
  add: (pin: Pin) => Promise<boolean>;
  remove: (pin: Pin) => Promise<boolean>;
}

type Change = (settings: FigmaSettings) => FigmaSettings;

/**
 * Pinned teams and files. A change shows at once and is saved after those before it. PUT replaces the whole list, so
 * each change is applied to what the service holds at that moment: another tab's pins are not lost.
 */
export function usePins(): Pins {
  const api = useApi();
  const saved = useResource(api.settings);
  const [shown, setShown] = useState<FigmaSettings | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const waiting = useRef(0);
  const settings = shown ?? saved.value ?? NOTHING;

  const change = useCallback(
    (apply: Change): Promise<boolean> => {
      setShown((current) => apply(current ?? saved.value ?? NOTHING));
      waiting.current += 1;
      const save = async (): Promise<boolean> => {
        try {
          const stored = await api.saveSettings(apply(await api.settings()));
          waiting.current -= 1;
          if (waiting.current === 0) setShown(stored);
          setError(null);
          return true;
        } catch (reason) {
          waiting.current -= 1;
          setError(toApiError(reason));
          setShown(await api.settings().catch(() => null));
          return false;
        }
      };
      const result = queue.current.then(save);
      queue.current = result;
      return result;
    },
    [api, saved.value],
  );

  const add = useCallback((pin: Pin) => change((current) => addPin(current, pin)), [change]);
  const remove = useCallback((pin: Pin) => change((current) => removePin(current, pin)), [change]);
  return { settings, loading: saved.pending && saved.value === null, error: error ?? saved.error, add, remove };
}

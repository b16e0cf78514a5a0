import { useCallback, useEffect, useRef, useState } from 'react';
import { toApiError } from '../api/errors.js';
import type { ApiError } from '../api/errors.js';

export interface Resource<T> {
  /** The last value that arrived; it stays while a newer one is on its way or has failed. */
  value: T | null;
  error: ApiError | null;
  pending: boolean;
  /** Loads again. True when it succeeded and was not overtaken by a later call. */
  reload: (revalidate?: boolean) => Promise<boolean>;
}

export type Load<T> = (signal: AbortSignal, revalidate: boolean) => Promise<T>;

type State<T> = Omit<Resource<T>, 'reload'>;

/** Loads on mount. `load` has to be stable; a later call aborts the earlier one, so answers never arrive out of order. */
export function useResource<T>(load: Load<T>): Resource<T> {
  const [state, setState] = useState<State<T>>({ value: null, error: null, pending: true });
  const latest = useRef<AbortController | null>(null);

  const run = useCallback(
    async (revalidate: boolean): Promise<boolean> => {
      latest.current?.abort();
      const controller = new AbortController();
      latest.current = controller;
      const settle = (next: (previous: State<T>) => State<T>) => {
        if (!controller.signal.aborted) setState(next);
        return !controller.signal.aborted;
      };
      try {
        const value = await load(controller.signal, revalidate);
        return settle(() => ({ value, error: null, pending: false }));
      } catch (error) {
        settle((previous) => ({ ...previous, error: toApiError(error), pending: false }));
        return false;
      }
    },
    [load],
  );

  useEffect(() => {
    void run(false);
    return () => latest.current?.abort();
  }, [run]);

  const reload = useCallback(
    (revalidate = false) => {
      setState((previous) => ({ ...previous, pending: true }));
      return run(revalidate);
    },
    [run],
  );
  return { ...state, reload };
}

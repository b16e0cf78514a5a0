import { createContext, useContext } from 'react';
import type { Api } from '../api/client.js';
import { english } from '../i18n/index.js';
import type { Texts } from '../i18n/index.js';

/** What every component may ask for without being handed it. */
export interface Surroundings {
  api: Api;
  /** Where links to Figma lead, without a trailing slash. */
  figmaWebUrl: string;
  /** Path on the host application to come back to after a sign-in; undefined: the service's own setting. */
  returnTo?: string;
}

export const SurroundingsContext = createContext<Surroundings | null>(null);

export function useSurroundings(): Surroundings {
  const value = useContext(SurroundingsContext);
  if (!value) throw new Error('mountFigbridge provides the surroundings');
  return value;
}

export function useApi(): Api {
  return useSurroundings().api;
}

export const TextsContext = createContext<Texts>(english);

export function useTexts(): Texts {
  return useContext(TextsContext);
}

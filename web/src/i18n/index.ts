import { callbackTexts } from './callback.en.js';
import { en } from './en.js';
import { problemExtras, problemTexts } from './problems.en.js';
import { scopeTexts, usualScopes } from './scopes.en.js';

/** The complete English catalogue. */
export const english = {
  ...en,
  callbackTexts,
  problemTexts,
  problemExtras,
  scopeTexts,
  usualScopes,
};

export type Texts = typeof english;

import { InitialSchema1764000000000 } from './1764000000000-initial-schema.js';

/** In the order in which they run. A released migration is never edited. */
export const migrations = [InitialSchema1764000000000];

import { nearest } from './edit-distance.js';
import type { Environment } from './raw-values.js';
import { SETTING_ENTRIES } from './settings/table.js';

const WATCHED = /^(FIGMA|GITHUB|SLACK)_/;

/**
 * "Did you mean" for unknown provider variables at edit distance 1 or 2. Anything farther away is somebody else's: build
 * servers set dozens of GITHUB_* variables.
 */
export function warnAboutNearNames(env: Environment): string[] {
  const inline = SETTING_ENTRIES.map(([name]) => name as string);
  const files = SETTING_ENTRIES.filter(([, setting]) => setting.secret).map(([name]) => `${name}_FILE`);
  const known = [...inline, ...files];
  const unknown = Object.keys(env).filter((name) => WATCHED.test(name) && !known.includes(name) && env[name]?.trim());
  return unknown.sort().flatMap((name) => {
    if (inline.includes(name.replace(/_FILE$/, ''))) return [`${name}: has no _FILE form and is ignored`];
    const meant = nearest(name, known, 2);
    return meant ? [`${name}: is not a setting and is ignored; did you mean ${meant}?`] : [];
  });
}

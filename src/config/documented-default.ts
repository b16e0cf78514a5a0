import type { Setting } from './settings/setting.js';
import { SETTINGS } from './settings/table.js';
import type { SettingName } from './settings/table.js';

/**
 * The default of a setting as text, null when it has none. A default that depends on another setting is either written
 * with a `$NAME` in its place (`reference`) or as it comes out when nothing at all is set (`example`).
 */
export function documentedDefault(setting: Setting<unknown>, style: 'reference' | 'example'): string | null {
  if (typeof setting.default !== 'function') return setting.default ?? null;
  if (style === 'reference') return setting.default((name) => `$${name}`);
  return setting.default((name) => documentedDefault(SETTINGS[name as SettingName], 'example') ?? '');
}

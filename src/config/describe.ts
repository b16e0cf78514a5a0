import { inspectConfig } from './load-config.js';
import type { Environment } from './raw-values.js';
import type { Resolution, SettingSource } from './resolve.js';
import type { Setting } from './settings/setting.js';
import { SETTING_ENTRIES } from './settings/table.js';
import type { SettingName } from './settings/table.js';

export interface SettingDescription {
  readonly name: string;
  /** Effective value, secrets masked; null when unset or not valid. */
  readonly value: string | null;
  readonly source: SettingSource;
  readonly valid: boolean;
}

/** What the service would run with, for operators: every setting in table order. Never throws for bad values, writes nothing. */
export function describeConfig(env: Environment): SettingDescription[] {
  const resolution = inspectConfig(env);
  return SETTING_ENTRIES.map(([name, setting]) => describe(resolution, name, setting));
}

function describe(resolution: Resolution, name: SettingName, setting: Setting<unknown>): SettingDescription {
  const { source, text, value, broken } = resolution.get(name);
  const shown = setting.secret ? masked(setting, text) : shownValue(value);
  return { name, value: broken ? null : shown, source, valid: !broken };
}

function masked(setting: Setting<unknown>, text: string | null): string | null {
  if (text === null) return null;
  return setting.mask ? setting.mask(text) : '********';
}

function shownValue(value: unknown): string | null {
  if (value === undefined) return null;
  if (Array.isArray(value)) return value.join(' ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

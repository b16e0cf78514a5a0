import { FIGMA_SETTINGS } from './figma.js';
import { FIGMA_CREDENTIALS, FIGMA_ENDPOINTS, GITHUB_SETTINGS, SLACK_SETTINGS } from './providers.js';
import { CALLER_SETTINGS, ENCRYPTION_SETTINGS, FLOW_SETTINGS } from './security.js';
import { ADDRESS_SETTINGS, OPERATOR_SETTINGS, PROCESS_SETTINGS, STORAGE_SETTINGS } from './service.js';
import type { DefaultedSetting, Setting } from './setting.js';

/** Every setting in reading order: a default that refers to another setting stands after it. */
export const SETTINGS = {
  ...PROCESS_SETTINGS,
  ...ADDRESS_SETTINGS,
  ...STORAGE_SETTINGS,
  ...CALLER_SETTINGS,
  ...ENCRYPTION_SETTINGS,
  ...FIGMA_CREDENTIALS,
  ...FIGMA_SETTINGS,
  ...FIGMA_ENDPOINTS,
  ...GITHUB_SETTINGS,
  ...SLACK_SETTINGS,
  ...FLOW_SETTINGS,
  ...OPERATOR_SETTINGS,
};

export type SettingName = keyof typeof SETTINGS;

/** Parsed values by variable name; undefined only for unset settings without a default. */
export type SettingValues = {
  readonly [Name in SettingName]: (typeof SETTINGS)[Name] extends DefaultedSetting<infer T>
    ? T
    : (typeof SETTINGS)[Name] extends Setting<infer T>
      ? T | undefined
      : never;
};

/** The table in order. */
export const SETTING_ENTRIES = Object.entries(SETTINGS) as readonly (readonly [SettingName, Setting<unknown>])[];

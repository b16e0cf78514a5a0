import { InvalidValueError } from './problems.js';
import type { ConfigProblem } from './problems.js';
import { readRaw } from './raw-values.js';
import type { Environment, RawValue } from './raw-values.js';
import type { Setting } from './settings/setting.js';
import { SETTING_ENTRIES, SETTINGS } from './settings/table.js';
import type { SettingName, SettingValues } from './settings/table.js';

export type SettingSource = 'default' | 'environment' | 'file' | 'generated';

interface ResolvedSetting {
  readonly source: SettingSource;
  /** The text that was parsed, null when there is none. */
  readonly text: string | null;
  readonly value: unknown;
  /** Invalid, or a default derived from an invalid setting. */
  readonly broken: boolean;
}

/** Every setting read for itself. What one setting demands of another is `cross-checks.ts`. */
export class Resolution {
  readonly problems: ConfigProblem[] = [];
  readonly warnings: string[] = [];
  private readonly settings = new Map<SettingName, ResolvedSetting>();

  constructor(env: Environment) {
    for (const [name, setting] of SETTING_ENTRIES) {
      const raw = readRaw(env, name, setting);
      this.settings.set(name, raw ? this.fromOutside(raw, setting) : this.fromDefault(name, setting));
    }
  }

  /** Given from outside, whether valid or not. */
  isSet(name: SettingName): boolean {
    return this.get(name).source !== 'default';
  }

  isBroken(name: SettingName): boolean {
    return this.get(name).broken;
  }

  get(name: SettingName): ResolvedSetting {
    const resolved = this.settings.get(name);
    if (!resolved) throw new Error(`${name} is used before it is resolved: move it up in the table`);
    return resolved;
  }

  /** The value; undefined when unset without a default, or broken. */
  value<Name extends SettingName>(name: Name): SettingValues[Name] | undefined {
    return this.get(name).value as SettingValues[Name] | undefined;
  }

  /** All values. Only meaningful without problems: then the promise of `SettingValues` about defaults holds. */
  values(): SettingValues {
    return Object.fromEntries([...this.settings].map(([name, { value }]) => [name, value])) as unknown as SettingValues;
  }

  /** Fills an unset secret; the text is parsed like one from outside. */
  generated(name: SettingName, text: string, origin: string): void {
    this.settings.set(name, this.parse(origin, SETTINGS[name], text, 'generated'));
  }

  problem(variable: string, message: string): void {
    this.problems.push({ variable, message });
  }

  warn(variable: string, message: string): void {
    this.warnings.push(`${variable}: ${message}`);
  }

  private fromOutside(raw: RawValue, setting: Setting<unknown>): ResolvedSetting {
    if (raw.text !== undefined) return this.parse(raw.variable, setting, raw.text, raw.source);
    this.problem(raw.variable, raw.problem ?? 'cannot be read');
    return { source: raw.source, text: null, value: undefined, broken: true };
  }

  private fromDefault(name: SettingName, setting: Setting<unknown>): ResolvedSetting {
    const sources: ResolvedSetting[] = [];
    const effective = (other: string): string => {
      const source = this.get(other as SettingName);
      sources.push(source);
      return String(source.value);
    };
    const text = typeof setting.default === 'function' ? setting.default(effective) : (setting.default ?? null);
    const broken = sources.some((source) => source.broken);
    if (text === null || broken) return { source: 'default', text: null, value: undefined, broken };
    return this.parse(name, setting, text, 'default');
  }

  private parse(variable: string, setting: Setting<unknown>, text: string, source: SettingSource): ResolvedSetting {
    try {
      const value = setting.parse(text, (message) => {
        this.warn(variable, message);
      });
      return { source, text, value, broken: false };
    } catch (error) {
      // Errors of the platform quote their input (`Invalid URL: …`), so only our own texts are shown.
      this.problem(variable, error instanceof InvalidValueError ? error.message : 'is not valid');
      return { source, text: null, value: undefined, broken: true };
    }
  }
}

import type { Parser } from '../parsers/parser.js';

/** Groups of `.env.example` and the reference, in their order. */
export const SECTIONS = [
  'Process',
  'Addresses',
  'Storage',
  'Callers',
  'Encryption',
  'Figma',
  'GitHub',
  'Slack',
  'OAuth flows',
  'Operators',
] as const;

export type Section = (typeof SECTIONS)[number];

/** The effective value of a setting that stands earlier in the table, as text. */
type EffectiveText = (name: string) => string;

/**
 * One environment variable: the only place that says how it is read, and what `.env.example`, the reference and
 * `cli config` say about it. Text is Markdown without line breaks.
 */
export interface Setting<T> {
  readonly section: Section;
  readonly description: string;
  readonly parse: Parser<T>;
  /** Run through `parse` like a value from outside. */
  readonly default?: string | ((effective: EffectiveText) => string);
  /** Shown in `.env.example` when there is no default. Parses, except for secrets: an example secret must be refused. */
  readonly example?: string;
  /** Masked when printed, may be given as `<NAME>_FILE`. */
  readonly secret?: boolean;
  /** May contain line breaks. */
  readonly multiline?: boolean;
  /** How a secret is printed; without it as asterisks. */
  readonly mask?: (text: string) => string;
}

export interface DefaultedSetting<T> extends Setting<T> {
  readonly default: string | ((effective: EffectiveText) => string);
}

/** A setting that is null in `Config` when unset. */
export function optional<T>(setting: Setting<T>): Setting<T> {
  return setting;
}

export function defaulted<T>(setting: DefaultedSetting<T>): DefaultedSetting<T> {
  return setting;
}

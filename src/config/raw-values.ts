import { readFileSync, statSync } from 'node:fs';
import { InvalidValueError } from './problems.js';
import type { Setting } from './settings/setting.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Text of a variable as the operator gave it; `variable` is the name actually used, with or without `_FILE`. */
export interface RawValue {
  readonly variable: string;
  readonly source: 'environment' | 'file';
  /** Undefined with a `problem`: the setting counts as set, but has no usable text. */
  readonly text?: string;
  readonly problem?: string;
}

const MAX_SECRET_FILE_BYTES = 64 * 1024;

/** Null when unset. Blank counts as unset, also for the `_FILE` form. */
export function readRaw(env: Environment, name: string, setting: Setting<unknown>): RawValue | null {
  const inline = nonBlank(env[name]);
  const file = setting.secret ? nonBlank(env[`${name}_FILE`]) : null;
  if (inline !== null && file !== null) {
    return { variable: name, source: 'environment', problem: `is set together with ${name}_FILE: keep one of the two` };
  }
  if (file !== null) return attempt(`${name}_FILE`, 'file', () => clean(readSecretFile(file.trim()), setting));
  if (inline !== null) return attempt(name, 'environment', () => clean(inline, setting));
  return null;
}

function attempt(variable: string, source: RawValue['source'], read: () => string): RawValue {
  try {
    return { variable, source, text: read() };
  } catch (error) {
    if (!(error instanceof InvalidValueError)) throw error;
    return { variable, source, problem: error.message };
  }
}

function nonBlank(text: string | undefined): string | null {
  return text === undefined || text.trim() === '' ? null : text;
}

/** Line ends at the end of the file are an editor's, not the secret's. */
function readSecretFile(path: string): string {
  const text = decodeUtf8(readBytes(path)).replace(/[\r\n]+$/, '');
  if (text.trim() === '') throw new InvalidValueError('names an empty file: write the secret into it');
  return text;
}

function readBytes(path: string): Buffer {
  try {
    if (statSync(path).size <= MAX_SECRET_FILE_BYTES) return readFileSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new InvalidValueError(`names a file that cannot be read (${code}): check the path and its permissions`);
  }
  throw new InvalidValueError('names a file of more than 64 KiB, which cannot be a secret: check the path');
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InvalidValueError('names a file that is not UTF-8 text: check the path');
  }
}

/**
 * Refuses what shells, YAML and `docker --env-file` leave behind. Outer white space is trimmed, but not of secrets:
 * the other party may hold the secret with the space, and then nothing would match.
 */
function clean(raw: string, setting: Setting<unknown>): string {
  const text = setting.secret && !setting.multiline ? raw : raw.trim();
  if (text !== text.trim()) throw new InvalidValueError('starts or ends with white space or a line break: remove it');
  if (/^(["']).*\1$/s.test(text)) {
    throw new InvalidValueError('is wrapped in quotes, which became part of the value: remove them');
  }
  if (/\p{Cc}/u.test(setting.multiline ? text.replace(/[\r\n]/g, '') : text)) {
    throw new InvalidValueError('contains a line break or another control character: remove it');
  }
  return text;
}

import { InvalidValueError } from '../problems.js';
import type { Parser } from './parser.js';

export function oneOf<const T extends string>(...choices: readonly T[]): Parser<T> {
  return (text) => {
    const found = choices.find((choice) => choice === text);
    if (found === undefined) throw new InvalidValueError(`must be one of ${choices.join(', ')}`);
    return found;
  };
}

/** Decimal digits only: `Number` alone would also take `1e3`, `0x10` and `10.0`. */
export function integer(range: { min: number; max: number; because?: string }): Parser<number> {
  const reason = range.because ? ` (${range.because})` : '';
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    if (!(value >= range.min && value <= range.max)) {
      throw new InvalidValueError(`must be a whole number from ${range.min} to ${range.max}${reason}`);
    }
    return value;
  };
}

export const boolean: Parser<boolean> = (text) => {
  const word = text.toLowerCase();
  if (['true', '1', 'on'].includes(word)) return true;
  if (['false', '0', 'off'].includes(word)) return false;
  throw new InvalidValueError('must be true or false');
};

/** Free text without white space at the edges, such as an issuer name or a path. */
export const plainText: Parser<string> = (text) => text;

/** Splits at commas; white space around entries does not count. An empty entry is a typing mistake, not a value. */
export function commaList<T>(parseEntry: Parser<T>): Parser<readonly T[]> {
  return (text, warn) => {
    const entries = text.split(',').map((entry) => entry.trim());
    const seen = new Set<string>();
    const parsed: T[] = [];
    entries.forEach((entry, index) => {
      if (entry === '') throw new InvalidValueError(`entry ${index + 1} of the list is empty: remove the extra comma`);
      if (seen.has(entry)) return;
      seen.add(entry);
      parsed.push(inEntry(index, entries.length, () => parseEntry(entry, warn)));
    });
    return parsed;
  };
}

function inEntry<T>(index: number, count: number, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof InvalidValueError) || count === 1) throw error;
    throw new InvalidValueError(`entry ${index + 1} of the list ${error.message}`);
  }
}

/** A team id as it stands in `https://www.figma.com/files/team/<id>/…`. */
export const figmaTeamId: Parser<string> = (text) => {
  if (!/^\d{1,32}$/.test(text)) {
    throw new InvalidValueError('must be digits: the id after /team/ in the address of the team page');
  }
  return text;
};

export const clientId: Parser<string> = (text) => {
  if (!/^[\x21-\x7e]+$/.test(text)) {
    throw new InvalidValueError("must be printable ASCII without white space: copy it from the provider's app page");
  }
  return text;
};

import { parseArgs } from 'node:util';
import { UsageError } from './command.js';

type OptionTypes = Readonly<Record<string, 'string' | 'boolean'>>;

type Options<T extends OptionTypes> = {
  readonly [Name in keyof T]?: T[Name] extends 'boolean' ? boolean : string;
};

/**
 * Options of a command; positional arguments and repeated options are refused.
 * @throws UsageError
 */
export function parseOptions<const T extends OptionTypes>(args: readonly string[], types: T): Options<T> {
  const values = parse(args, types);
  const repeated = Object.keys(values).find((name) => (values[name]?.length ?? 0) > 1);
  if (repeated !== undefined) throw new UsageError(`--${repeated} is given more than once.`);
  return Object.fromEntries(Object.entries(values).map(([name, given]) => [name, given[0]])) as Options<T>;
}

function parse(args: readonly string[], types: OptionTypes): Record<string, (string | boolean)[]> {
  const options = Object.fromEntries(
    Object.entries(types).map(([name, type]) => [name, { type, multiple: true as const }]),
  );
  try {
    const { values } = parseArgs({ args: [...args], options, strict: true, allowPositionals: false });
    return values as Record<string, (string | boolean)[]>;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The arguments cannot be read.', { cause: error });
  }
}

import type { Environment } from '../config/raw-values.js';

/** What a command may touch. Results go to `out` and nothing else does, so that they can be piped. */
export interface Terminal {
  /** Reads the `.env` file on the first call, so that a usage error needs none. */
  env(): Environment;
  out(line: string): void;
  err(line: string): void;
}

export interface Command {
  readonly name: string;
  /** Arguments as `help` shows them. */
  readonly usage: string;
  /** One line for `help`. */
  readonly summary: string;
  /** @returns the exit code: 0, or 1 when what was asked for could not be done */
  run(args: readonly string[], terminal: Terminal): Promise<number>;
}

/** The command line makes no sense: exit code 2. The message is for people. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What was asked for is refused: exit code 1. The message says why and what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

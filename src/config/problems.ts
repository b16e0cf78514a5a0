/** One thing an operator has to change. `message` says what and how, and never repeats a value. */
export interface ConfigProblem {
  readonly variable: string;
  readonly message: string;
}

/** Carries every problem of the configuration at once; its `message` is ready to be printed. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly ConfigProblem[]) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super([`The configuration has ${count}:`, ...problems.map((p) => `  ${p.variable}: ${p.message}`)].join('\n'));
    this.name = 'ConfigError';
  }
}

/** What a parser throws. The message must hold for any value, because it is shown where values may not be. */
export class InvalidValueError extends Error {}

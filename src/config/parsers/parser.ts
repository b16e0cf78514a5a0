/** Receives advice that does not keep the service from starting. Like problems, it must not repeat a secret. */
export type Warn = (message: string) => void;

/** Turns the trimmed, non-blank text of one variable into its value, or throws `InvalidValueError`. */
export type Parser<T> = (text: string, warn: Warn) => T;

import { UnavailableError } from './common.errors.js';

const systemErrors = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
]);

/**
 * SQLSTATE classes that say "not now": connection trouble (08), insufficient resources (53), operator intervention (57),
 * and lock timeout. https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const passingSqlStates = /^(08...|53...|57...|55P03|25006)$/;

/** pg has no codes for these: a full pool and a connection lost under a query. */
const passingMessages =
  /timeout exceeded when trying to connect|Connection terminated|not queryable|Cannot use a pool after|is not established/;

/** True when the database, not the statement, is in trouble, so that the same request may succeed a little later. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return systemErrors.has(code) || passingSqlStates.test(code) || passingMessages.test(error.message);
}

export function toUnavailable(error: unknown): UnavailableError {
  return new UnavailableError({ cause: error });
}

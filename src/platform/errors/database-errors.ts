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

/** No codes of their own: a full pool, a connection lost under a query, a database that is closed for maintenance (55000). */
const passingMessages =
  /timeout exceeded when trying to connect|Connection terminated|not queryable|Cannot use a pool after|is not established|not currently accepting connections/;

/**
 * The server refuses the login (28) or has no such database (3D000): while a service runs, somebody is restoring it or
 * changing its password. When it starts, the settings are wrong, and waiting would not help.
 */
const refusedLogins = /^(28...|3D000)$/;

/** True when the database, not the statement, is in trouble, so that the same request may succeed a little later. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  return systemErrors.has(code) || passingSqlStates.test(code) || passingMessages.test(error.message);
}

/** As `isDatabaseUnavailable`, of a service that had its database before. */
export function isDatabaseLost(error: unknown): boolean {
  return isDatabaseUnavailable(error) || (error instanceof Error && refusedLogins.test(codeOf(error)));
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

export function toUnavailable(error: unknown): UnavailableError {
  return new UnavailableError({ cause: error });
}

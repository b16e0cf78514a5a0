import { InvalidRequestError } from '../platform/errors/common.errors.js';

const longestPath = 1024;
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const suspicious = /[\u0000-\u0020\u007f\\]/;

/**
 * A path on the application's origin, or the default. Everything that a browser could read as another origin is refused:
 * the parsed path is compared with what was sent, so `//e`, `/\e`, `/a/..//e` and their like cannot get through.
 * @throws InvalidRequestError
 */
export function parseReturnTo(value: unknown, appUrl: string, fallback: string): string {
  if (value === undefined) return fallback;
  if (typeof value !== 'string' || value.length > longestPath) throw refused();
  if (!value.startsWith('/') || value.startsWith('//') || suspicious.test(value)) throw refused();
  const target = new URL(value, appUrl);
  const normal = `${target.pathname}${target.search}${target.hash}`;
  if (target.origin !== new URL(appUrl).origin || target.pathname.startsWith('//')) throw refused();
  return normal;
}

function refused(): InvalidRequestError {
  return new InvalidRequestError('returnTo must be a path of the application');
}

import { InvalidValueError } from '../problems.js';
import type { Parser } from './parser.js';

/** A `postgresql://` URL for `pg`. The host may be missing when `?host=` names a socket directory. */
export const postgresUrl: Parser<string> = (text) => {
  if (!/^postgres(ql)?:\/\//.test(text) || /\s/.test(text) || !URL.canParse(text)) {
    throw new InvalidValueError(
      'must look like postgresql://user:password@host:5432/database; percent-encode special characters in the password',
    );
  }
  return text;
};

export const redisUrl: Parser<string> = (text) => {
  if (!/^rediss?:\/\//.test(text) || /\s/.test(text) || !URL.canParse(text) || new URL(text).hostname === '') {
    throw new InvalidValueError(
      'must look like redis://:password@host:6379/0 (rediss:// for TLS); percent-encode special characters in the password',
    );
  }
  return text;
};

/** `https://<public key>@<host>/<project>`, as Sentry shows it. */
export const sentryDsn: Parser<string> = (text) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username === '' || !/\/\d+$/.test(url.pathname)) {
    throw new InvalidValueError('must be the DSN of a Sentry project, such as https://<key>@<host>/<project number>');
  }
  return text;
};

/** Host and database of a connection URL for people; user, password and query are left out. */
export function maskConnectionUrl(text: string): string {
  if (!URL.canParse(text)) return '********';
  const url = new URL(text);
  const credentials = url.username || url.password ? '********@' : '';
  return `${url.protocol}//${credentials}${url.host}${url.pathname}`;
}

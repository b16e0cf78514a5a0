import { EmbeddedPostgresError } from './errors.js';

/** For one service on a person's machine. Statements and row values stay out of the log, for they hold tokens and names. */
const DEFAULTS = {
  max_connections: '100',
  shared_buffers: '64MB',
  min_wal_size: '32MB',
  max_wal_size: '256MB',
  jit: 'off',
  cluster_name: 'figbridge',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
};

/** What the launcher stands on: TCP on the loopback address only, passwords, UTC, and a log it can read. */
const REQUIRED = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  password_encryption: 'scram-sha-256',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  log_destination: 'stderr',
  logging_collector: 'off',
};

/** The caller's settings win over the defaults, not over what is required. */
export function serverSettings(own: Readonly<Record<string, string>>): Record<string, string> {
  const odd = Object.keys(own).find((name) => !/^[a-z_][a-z0-9_.]*$/i.test(name));
  if (odd !== undefined) throw new EmbeddedPostgresError(`"${odd}" is not the name of a PostgreSQL setting.`);
  return { ...DEFAULTS, ...own, ...REQUIRED };
}

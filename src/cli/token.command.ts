import { loadConfig } from '../config/load-config.js';
import { type Command, type Terminal, UsageError } from './command.js';
import { mintToken } from './mint-token.js';
import { parseOptions } from './parse-options.js';

const defaultTtlSeconds = 8 * 60 * 60;
const longestTtlSeconds = 366 * 24 * 60 * 60;

export const tokenCommand: Command = {
  name: 'token',
  usage: '--sub <id> [--email <address>] [--ttl <seconds>]',
  summary: 'prints a development JWT for this user, valid for eight hours unless --ttl says otherwise',
  run: (args, terminal) => Promise.resolve(token(args, terminal)),
};

function token(args: readonly string[], terminal: Terminal): number {
  const { sub, email, ttl } = parseOptions(args, { sub: 'string', email: 'string', ttl: 'string' });
  if (!sub) throw new UsageError('--sub is missing: the id of the user, as the host application knows it.');
  const request = { subject: sub, email: email ?? null, ttlSeconds: parseTtl(ttl) };
  const { config, warnings } = loadConfig(terminal.env());
  for (const warning of warnings) terminal.err(warning);
  terminal.out(mintToken(config, request));
  return 0;
}

function parseTtl(text: string | undefined): number {
  if (text === undefined) return defaultTtlSeconds;
  const seconds = Number(text);
  if (/^\d+$/.test(text) && seconds >= 1 && seconds <= longestTtlSeconds) return seconds;
  throw new UsageError(`--ttl must be a number of seconds from 1 to ${longestTtlSeconds}.`);
}

import { ConfigError } from '../config/problems.js';
import { EmbeddedPostgresError } from '../platform/embedded-postgres/index.js';
import { isDatabaseUnavailable } from '../platform/errors/database-errors.js';
import { type Command, CommandError, type Terminal, UsageError } from './command.js';
import { configCommand } from './config.command.js';
import { doctorCommand } from './doctor/doctor.command.js';
import { migrateCommand } from './migrate.command.js';
import { openapiCommand } from './openapi.command.js';
import { tokenCommand } from './token.command.js';

const commands: readonly Command[] = [tokenCommand, doctorCommand, configCommand, migrateCommand, openapiCommand];

/** @returns the exit code: 0 done, 1 failed, 2 a command line that makes no sense */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = args;
  if (name === 'help' || name === '--help' || name === '-h') {
    terminal.out(usage());
    return 0;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) {
    terminal.err(`${name === undefined ? 'Which command?' : `There is no command "${name}".`}\n\n${usage()}`);
    return 2;
  }
  try {
    return await command.run(rest, terminal);
  } catch (error) {
    return explain(error, command, terminal);
  }
}

function explain(error: unknown, command: Command, terminal: Terminal): number {
  if (error instanceof UsageError) {
    terminal.err(`${error.message}\n\nUsage: npm run cli -- ${command.name} ${command.usage}`.trimEnd());
    return 2;
  }
  terminal.err(messageOf(error));
  return 1;
}

/** Errors of a driver may quote what they were given; only those written for people are shown as they are. */
function messageOf(error: unknown): string {
  const isForPeople = [ConfigError, CommandError, EmbeddedPostgresError].some((kind) => error instanceof kind);
  if (isForPeople && error instanceof Error) return error.message;
  if (isDatabaseUnavailable(error)) return 'The database does not answer. "doctor" says more.';
  return `Unexpected: ${error instanceof Error ? (error.stack ?? error.message) : 'no error was given'}`;
}

function usage(): string {
  const width = Math.max(...commands.map(({ name, usage: args }) => `${name} ${args}`.length));
  const lines = commands.map(({ name, usage: args, summary }) => `  ${`${name} ${args}`.padEnd(width)}  ${summary}`);
  return ['Usage: npm run cli -- <command>', '', ...lines, `  ${'help'.padEnd(width)}  this text`].join('\n');
}

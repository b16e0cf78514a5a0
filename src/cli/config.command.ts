import { describeConfig, type SettingDescription } from '../config/describe.js';
import { inspectConfig } from '../config/load-config.js';
import { ConfigError } from '../config/problems.js';
import type { Command, Terminal } from './command.js';
import { parseOptions } from './parse-options.js';

export const configCommand: Command = {
  name: 'config',
  usage: '',
  summary: 'prints every setting, secrets masked, and where its value comes from',
  run: (args, terminal) => Promise.resolve(config(args, terminal)),
};

function config(args: readonly string[], terminal: Terminal): number {
  parseOptions(args, {});
  const env = terminal.env();
  for (const line of table(describeConfig(env))) terminal.out(line);
  const { problems, warnings } = inspectConfig(env);
  for (const warning of warnings) terminal.err(warning);
  if (problems.length === 0) return 0;
  terminal.err(new ConfigError(problems).message);
  return 1;
}

function table(settings: readonly SettingDescription[]): string[] {
  const width = Math.max(...settings.map(({ name }) => name.length));
  return settings.map((setting) => `${setting.name.padEnd(width)}  ${setting.source.padEnd(11)}  ${shown(setting)}`);
}

function shown({ value, valid }: SettingDescription): string {
  if (!valid) return '(not valid)';
  return value ?? '(not set)';
}

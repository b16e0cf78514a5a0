import { loadConfig } from '../config/load-config.js';
import { migrate, pendingMigrations } from '../platform/database/migrate.js';
import type { Command, Terminal } from './command.js';
import { parseOptions } from './parse-options.js';
import { withDatabase, withDataSource } from './with-database.js';

export const migrateCommand: Command = {
  name: 'migrate',
  usage: '[--dry-run]',
  summary: 'brings the schema up to date, as every start of the service does; --dry-run only lists what would run',
  run: runMigrate,
};

async function runMigrate(args: readonly string[], terminal: Terminal): Promise<number> {
  const isDryRun = parseOptions(args, { 'dry-run': 'boolean' })['dry-run'] ?? false;
  const { config } = loadConfig(terminal.env());
  const names = await withDatabase(config, (url) => (isDryRun ? withDataSource(url, pendingMigrations) : migrate(url)));
  for (const name of names) terminal.out(`${isDryRun ? 'would run' : 'ran'} ${name}`);
  if (names.length === 0) terminal.out('The schema is up to date.');
  return 0;
}

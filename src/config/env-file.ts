import { existsSync } from 'node:fs';
import { ConfigError } from './problems.js';

/**
 * Adds the variables of a `.env` file to `process.env`, never replacing one that is set. For the entry points only.
 *
 * @returns whether there was a file
 * @throws ConfigError when there is one that cannot be read
 */
export function loadEnvFile(path = '.env'): boolean {
  if (!existsSync(path)) return false;
  try {
    process.loadEnvFile(path);
    return true;
  } catch {
    throw new ConfigError([
      { variable: '.env', message: 'cannot be read: check that it is a file this user may read' },
    ]);
  }
}

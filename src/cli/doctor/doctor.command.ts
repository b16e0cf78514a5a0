import type { Config } from '../../config/config.js';
import { type LoadedConfig, loadConfig } from '../../config/load-config.js';
import { ConfigError } from '../../config/problems.js';
import type { Environment } from '../../config/raw-values.js';
import type { Command, Terminal } from '../command.js';
import { parseOptions } from '../parse-options.js';
import { checkDatabase } from './database.js';
import { checkProvider } from './figma.js';
import { type Finding, failed, ok, warning } from './finding.js';
import { checkRedis } from './redis.js';
import { checkRedirects } from './redirects.js';

export const doctorCommand: Command = {
  name: 'doctor',
  usage: '',
  summary:
    'checks settings, redirect URIs, database, schema, encryption keys, clock, Redis and Figma; changes nothing stored',
  run: doctor,
};

async function doctor(args: readonly string[], terminal: Terminal): Promise<number> {
  parseOptions(args, {});
  const findings = await examine(terminal.env(), (finding) => report(finding, terminal));
  return findings.some(({ state }) => state === 'failed') ? 1 : 0;
}

async function examine(env: Environment, tell: (finding: Finding) => void): Promise<Finding[]> {
  const findings: Finding[] = [];
  const add = (more: readonly Finding[]): void => {
    findings.push(...more);
    more.forEach(tell);
  };
  const { config, found } = checkSettings(env);
  add(found);
  if (config === null) return findings;
  add(checkRedirects(config));
  add(await checkDatabase(config));
  add([await checkRedis(config)]);
  add(await checkProvider(config));
  return findings;
}

/** Without valid settings nothing else can be looked at. */
function checkSettings(env: Environment): { config: Config | null; found: Finding[] } {
  try {
    const loaded: LoadedConfig = loadConfig(env);
    const warnings = loaded.warnings.map((text) => warning('settings', text, 'see docs/configuration.md'));
    return { config: loaded.config, found: [ok('settings', 'valid'), ...warnings] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const found = error.problems.map(({ variable, message }) =>
      failed('settings', `${variable} ${message}`, 'see docs/configuration.md'),
    );
    return { config: null, found };
  }
}

function report(finding: Finding, terminal: Terminal): void {
  terminal.out(`${finding.state.padEnd(8)} ${finding.check.padEnd(15)} ${finding.message}`);
  if ('fix' in finding) terminal.out(`${' '.repeat(24)} fix: ${finding.fix}`);
}

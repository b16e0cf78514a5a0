import { documentedDefault } from './documented-default.js';
import { SECTIONS } from './settings/setting.js';
import type { Section, Setting } from './settings/setting.js';
import { SETTING_ENTRIES } from './settings/table.js';

const INTRODUCTION = `# Configuration

This page is generated from \`src/config/settings\`; a test keeps it and \`.env.example\` in step.

The environment configures the service and is read once, at start-up. \`npm start\` and the commands of \`npm run cli\` also
read a \`.env\` file in the working directory; variables that are already set win over it.

- All problems are listed together on standard error, by variable and with what to do, and the exit code is 1. Values are
  never printed.
- A blank value counts as unset. White space around a value is dropped, around a secret it is an error. Quotes around a
  value are an error: \`docker run --env-file\`, for one, makes them part of the value.
- A setting marked _secret_ may instead be given as \`<NAME>_FILE\`, the path of a UTF-8 file; line breaks at its end are
  dropped. Setting both is an error.
- Provider variables that look like a misspelt setting are reported with the nearest name.
- \`npm run cli -- config\` prints every effective value, secrets masked, and where it comes from.
- Outside production a missing JWT mode and missing encryption keys are generated once, into \`secrets.json\` (mode 0600)
  in \`DATA_DIR\`, and a line at start-up says so. A \`NODE_ENV\` that is not known generates nothing.
- \`OTEL_*\` variables are not settings of this service: they reach OpenTelemetry untouched.`;

/** The text of `docs/configuration.md`, formatted as Prettier leaves it. */
export function renderReference(): string {
  return `${[INTRODUCTION, ...SECTIONS.map(renderSection)].join('\n\n')}\n`;
}

function renderSection(section: Section): string {
  const settings = SETTING_ENTRIES.filter(([, setting]) => setting.section === section);
  return [`## ${section}`, ...settings.map(([name, setting]) => renderSetting(name, setting))].join('\n\n');
}

function renderSetting(name: string, setting: Setting<unknown>): string {
  return [`### \`${name}\``, facts(setting).join(' · '), setting.description].join('\n\n');
}

function facts(setting: Setting<unknown>): string[] {
  const byDefault = documentedDefault(setting, 'reference');
  return [
    byDefault === null ? 'Default: unset' : `Default: \`${byDefault}\``,
    ...(setting.secret ? ['_secret_'] : []),
    ...(byDefault === null && setting.example && !setting.secret ? [`Example: \`${setting.example}\``] : []),
  ];
}

import { SECTIONS } from './settings/setting.js';
import type { Section, Setting } from './settings/setting.js';
import { SETTING_ENTRIES } from './settings/table.js';
import { documentedDefault } from './documented-default.js';

const WIDTH = 110;

const INTRODUCTION = [
  'Settings of Figbridge. Copy this file to .env, or set the variables any other way; variables that are set win over',
  'the file. Everything is optional in development. A blank value counts as unset.',
  '',
  'Each line below is commented out and shows the default, or an example where there is none. Example secrets are',
  'refused at start-up. A setting marked "secret" may instead be given as <NAME>_FILE, the path of a file.',
  '',
  'This file is generated from src/config/settings. More about each setting: docs/configuration.md',
];

/** The text of `.env.example`. Nothing in it takes effect until a line is uncommented. */
export function renderEnvExample(): string {
  const sections = SECTIONS.map((section) => [`# --- ${section} ---`, '', ...settingsOf(section)].join('\n'));
  return `${[INTRODUCTION.map(comment).join('\n'), ...sections].join('\n\n')}\n`;
}

function settingsOf(section: Section): string[] {
  const blocks = SETTING_ENTRIES.filter(([, setting]) => setting.section === section).map(([name, setting]) =>
    [...describe(setting), `# ${name}=${exampleText(setting)}`].join('\n'),
  );
  return [blocks.join('\n\n')];
}

function describe(setting: Setting<unknown>): string[] {
  const mark = setting.secret ? ' (secret)' : '';
  return wrap(`${setting.description.replaceAll('`', '')}${mark}`).map(comment);
}

/** `$NAME` is for people: no variable is expanded in an env file, so what depends on others is shown as the plain default gives it. */
function exampleText(setting: Setting<unknown>): string {
  return setting.example ?? documentedDefault(setting, 'example') ?? '';
}

function comment(line: string): string {
  return line === '' ? '#' : `# ${line}`;
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { renderEnvExample } from './render-env-example.js';
import { renderReference } from './render-reference.js';
import { Resolution } from './resolve.js';
import { SECTIONS } from './settings/setting.js';
import { SETTING_ENTRIES } from './settings/table.js';

const DOCUMENTS = [
  ['.env.example', renderEnvExample],
  ['docs/configuration.md', renderReference],
] as const;

/** `UPDATE_CONFIG_DOCS=1 npx jest --selectProjects unit --testPathPatterns src/config/documents` rewrites both files. */
it.each(DOCUMENTS)('keeps %s in step with the table of settings', (path, render) => {
  const file = resolve(__dirname, '../..', path);
  if (process.env['UPDATE_CONFIG_DOCS']) writeFileSync(file, render());
  expect(readFileSync(file, 'utf8')).toBe(render());
});

it('sets nothing when .env.example is copied as it is', () => {
  expect(parseEnv(renderEnvExample())).toEqual({});
});

describe('.env.example with every line uncommented', () => {
  const env = parseEnv(renderEnvExample().replaceAll(/^# ([A-Z_]+=)/gm, '$1'));
  const resolution = new Resolution(env);
  const refused = resolution.problems.map(({ variable }) => variable);

  it('names every setting once', () => {
    const names = [...renderEnvExample().matchAll(/^# ([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(names).toEqual(SECTIONS.flatMap((section) => namesOf(section)));
    expect(Object.values(env)).not.toContain('');
  });

  it.each(SETTING_ENTRIES.filter(([, setting]) => setting.secret).map(([name]) => name))(
    'refuses the example of the secret %s',
    (name) => {
      expect(refused).toContain(name);
    },
  );

  it('accepts everything else, as it stands for the default where there is one', () => {
    for (const [name, setting] of SETTING_ENTRIES) {
      if (setting.secret) continue;
      expect(refused).not.toContain(name);
      if (setting.default !== undefined) expect(resolution.value(name)).toEqual(new Resolution({}).value(name));
    }
  });

  function namesOf(section: string): string[] {
    return SETTING_ENTRIES.filter(([, setting]) => setting.section === section).map(([name]) => name);
  }
});

it('describes every setting in one paragraph of sentences', () => {
  for (const [, { description }] of SETTING_ENTRIES) expect(description).toMatch(/^[^\n]+\.$/);
});

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SETTINGS } from '../../src/config/settings/table.js';
import { errorCatalogue } from '../../src/platform/errors/error-catalogue.js';
import { pathOf, read, readPackage, repositoryFiles } from './repository.js';

const documents = repositoryFiles('.md');
const readme = read('README.md');

/** Text without fenced blocks, in which brackets are code. */
function prose(file: string): string {
  return read(file).replaceAll(/^( *)```[^]*?^\1```$/gm, '');
}

function anchorsOf(file: string): string[] {
  return [...prose(file).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

it('finds the documents', () => {
  expect(documents).toEqual(
    expect.arrayContaining([
      'README.md',
      'SECURITY.md',
      'docs/architecture.md',
      'docs/operations.md',
      'sandbox/README.md',
    ]),
  );
});

describe.each(documents)('%s', (file) => {
  const links = [...prose(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
  const local = links.filter((target) => !/^[a-z]+:/.test(target));

  it('links to files that exist and to headings in them', () => {
    for (const target of local) {
      const [path = '', anchor] = target.split('#');
      const linked = path === '' ? file : join(dirname(file), path);
      expect({ target, exists: existsSync(pathOf(linked)) }).toEqual({ target, exists: true });
      if (anchor !== undefined) expect(anchorsOf(linked)).toContain(anchor);
    }
  });

  it('names npm scripts that exist', () => {
    const manifests = ['package.json', 'web/package.json', 'sandbox/package.json'];
    const known = manifests.flatMap((manifest) => Object.keys(readPackage(manifest).scripts ?? {}));
    for (const [, name] of read(file).matchAll(/npm run ([a-z][\w:-]*)/g)) expect(known).toContain(name);
  });
});

describe('README.md', () => {
  it('begins with the two commands of a newcomer, each alone in its block', () => {
    const blocks = [...readme.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, block]) => block);
    expect(blocks.slice(0, 2)).toEqual(['npm ci && npm run demo\n', 'npm ci && npm test\n']);
  });

  it('lists the commands that the command line has', () => {
    for (const name of ['token', 'doctor', 'config', 'migrate', 'openapi']) {
      expect(readme).toContain(`\`${name}\``);
      expect(read('src/cli/run.ts')).toContain(`${name}Command`);
    }
  });
});

describe('names in the documents', () => {
  const guides = [
    'README.md',
    'SECURITY.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'docs/operations.md',
    'docs/architecture.md',
  ];
  const foreign = ['POSTGRES_PASSWORD', 'TEST_DATABASE_URL', 'UPDATE_CONFIG_DOCS', 'FIGBRIDGE', 'JWT', 'NODE_ENV'];

  it.each(guides)('%s speaks of settings that exist', (guide) => {
    const named = [...read(guide).matchAll(/(?<![\w<$])([A-Z]{2,}(?:_[A-Z0-9]+)+)(?![\w>])/g)].map(([, name]) => name!);
    const unknown = named.filter((name) => !(name.replace(/_FILE$/, '') in SETTINGS) && !foreign.includes(name));
    expect([...new Set(unknown)]).toEqual([]);
  });

  it('docs/operations.md explains every error code and every word of a failed callback, and no other', () => {
    const [errors = '', callback = ''] = read('docs/operations.md')
      .split('## Troubleshooting')[1]!
      .split('carries a word of its own');
    expect(codesOf(errors)).toEqual(Object.keys(errorCatalogue).sort());
    expect(codesOf(callback)).toEqual(callbackCodes());
  });

  /** The first column of the tables. */
  function codesOf(section: string): string[] {
    const cells = [...section.matchAll(/^\| ((?:`[a-z_]+`(?:, )?)+) *\|/gm)].map(([, cell]) => cell!);
    return cells
      .flatMap((cell) => [...cell.matchAll(/`([a-z_]+)`/g)].map(([, code]) => code!))
      .filter((code) => code !== 'code')
      .sort();
  }

  function callbackCodes(): string[] {
    const type = /type CallbackCode =([^;]*);/.exec(read('src/oauth/oauth.errors.ts'))?.[1] ?? '';
    return [...type.matchAll(/'([a-z_]+)'/g)].map(([, code]) => code!).sort();
  }
});

it('keeps machine paths and planted secrets out of the documents', () => {
  for (const file of documents) expect(read(file)).not.toMatch(/\/work\/|\/root\/|\/home\/(?!figbridge)\w/);
});

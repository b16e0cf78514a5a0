import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Resolution } from './resolve.js';
import { SETTING_ENTRIES } from './settings/table.js';

const SECRETS = [
  'ADMIN_TOKEN',
  'DATABASE_URL',
  'FIGMA_CLIENT_SECRET',
  'FIGMA_WEBHOOK_SECRET',
  'GITHUB_CLIENT_SECRET',
  'JWT_PUBLIC_KEY',
  'JWT_SECRET',
  'METRICS_TOKEN',
  'REDIS_URL',
  'SENTRY_DSN',
  'SLACK_CLIENT_SECRET',
  'TOKEN_ENCRYPTION_KEYS',
];

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'figbridge-raw-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

function file(content: string | Buffer): string {
  const path = join(directory, 'value');
  writeFileSync(path, content);
  return path;
}

function problemWith(path: string): string | undefined {
  const { problems } = new Resolution({ METRICS_TOKEN_FILE: path });
  expect(problems.map(({ variable }) => variable)).toEqual(['METRICS_TOKEN_FILE']);
  return problems[0]?.message;
}

it('offers the _FILE form for exactly the secrets', () => {
  const names = SETTING_ENTRIES.filter(([, setting]) => setting.secret).map(([name]) => name as string);
  expect(names.sort()).toEqual(SECRETS);
});

it.each(SECRETS)('counts %s as set when its file is named, even an unreadable one', (name) => {
  const resolution = new Resolution({ [`${name}_FILE`]: join(directory, 'missing') });
  expect(resolution.problems).toEqual([
    { variable: `${name}_FILE`, message: expect.stringContaining('cannot be read (ENOENT)') },
  ]);
  expect(resolution.isSet(name as 'JWT_SECRET')).toBe(true);
});

it.each(['', '\n', '\r\n', '\n\n'])('drops line ends at the end of a file: %j', (end) => {
  const resolution = new Resolution({ METRICS_TOKEN_FILE: file(`q81kd02nDq81x${end}`) });
  expect(resolution.problems).toEqual([]);
  expect(resolution.value('METRICS_TOKEN')).toBe('q81kd02nDq81x');
  expect(resolution.get('METRICS_TOKEN').source).toBe('file');
});

it('drops a byte order mark', () => {
  const path = file('\uFEFFq81kd02nDq81x\n');
  expect(new Resolution({ METRICS_TOKEN_FILE: path }).value('METRICS_TOKEN')).toBe('q81kd02nDq81x');
});

it('holds the content of a file to the same rules as a variable', () => {
  expect(problemWith(file('changeme\n'))).toContain('published example');
  expect(problemWith(file('"q81kd02nDq81x"'))).toContain('wrapped in quotes');
  expect(problemWith(file(' q81kd02nDq81x'))).toContain('white space');
});

it('refuses a file that cannot hold a secret', () => {
  expect(problemWith(file(''))).toContain('empty file');
  expect(problemWith(file(' \n'))).toContain('empty file');
  expect(problemWith(file(Buffer.from([0xff, 0xfe, 0x41])))).toContain('not UTF-8');
  expect(problemWith(file('x'.repeat(64 * 1024 + 1)))).toContain('64 KiB');
  mkdirSync(join(directory, 'folder'));
  expect(problemWith(join(directory, 'folder'))).toContain('EISDIR');
});

it('refuses both forms together, and takes a blank one for unset', () => {
  const path = file('q81kd02nDq81x');
  const both = new Resolution({ METRICS_TOKEN: 'q81kd02nDq81x', METRICS_TOKEN_FILE: path });
  expect(both.problems).toEqual([
    { variable: 'METRICS_TOKEN', message: 'is set together with METRICS_TOKEN_FILE: keep one of the two' },
  ]);
  expect(new Resolution({ METRICS_TOKEN: ' ', METRICS_TOKEN_FILE: path }).problems).toEqual([]);
  expect(new Resolution({ METRICS_TOKEN: 'q81kd02nDq81x', METRICS_TOKEN_FILE: '' }).problems).toEqual([]);
});

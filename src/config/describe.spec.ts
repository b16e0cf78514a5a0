import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeConfig } from './describe.js';
import { loadConfig } from './load-config.js';
import { SETTING_ENTRIES } from './settings/table.js';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'figbridge-describe-'));
});
afterEach(() => {
  rmSync(dataDir, { recursive: true });
});

function row(name: string, env: Record<string, string>) {
  const { name: _, ...rest } = describeConfig({ DATA_DIR: dataDir, ...env }).find((setting) => setting.name === name)!;
  return rest;
}

it('lists every setting in the order of the table', () => {
  expect(describeConfig({}).map(({ name }) => name)).toEqual(SETTING_ENTRIES.map(([name]) => name));
});

it('says where a value comes from', () => {
  writeFileSync(join(dataDir, 'token'), 'q81kd02nDq81x\n');
  expect(row('PORT', {})).toEqual({ value: '3000', source: 'default', valid: true });
  expect(row('PORT', { PORT: ' 8080' })).toEqual({ value: '8080', source: 'environment', valid: true });
  expect(row('APP_URL', { PORT: '8080' })).toEqual({ value: 'http://localhost:8080', source: 'default', valid: true });
  expect(row('ADMIN_TOKEN', {})).toEqual({ value: null, source: 'default', valid: true });
  expect(row('METRICS_TOKEN', { METRICS_TOKEN_FILE: join(dataDir, 'token') })).toEqual({
    value: '********',
    source: 'file',
    valid: true,
  });
});

it('shows scopes as they will be sent and switches as words', () => {
  expect(row('FIGMA_SCOPES', { FIGMA_SCOPES: 'current_user:read,webhooks' }).value).toBe(
    'current_user:read webhooks:read webhooks:write',
  );
  expect(row('DOCS_ENABLED', { DOCS_ENABLED: '0' }).value).toBe('false');
});

it('shows host and database of connections, not their credentials', () => {
  const env = {
    DATABASE_URL: 'postgresql://u:Zq81kd02nDq81x@db:5432/figbridge?password=Zq81kd02nDq81x',
    REDIS_URL: 'redis://cache:6379/0',
    SENTRY_DSN: 'https://Zq81kd02nDq81x@o1.ingest.example/7',
  };
  expect(row('DATABASE_URL', env).value).toBe('postgresql://********@db:5432/figbridge');
  expect(row('REDIS_URL', env).value).toBe('redis://cache:6379/0');
  expect(row('SENTRY_DSN', env).value).toBe('https://********@o1.ingest.example/7');
});

it('marks what is not valid without showing it', () => {
  expect(row('JWT_SECRET', { JWT_SECRET: 'changeme' })).toEqual({ value: null, source: 'environment', valid: false });
  expect(row('PUBLIC_URL', { PORT: 'x' })).toEqual({ value: null, source: 'default', valid: false });
});

it('writes nothing, and shows generated secrets once they exist', () => {
  expect(row('JWT_SECRET', {})).toEqual({ value: null, source: 'default', valid: true });
  expect(readdirSync(dataDir)).toEqual([]);
  loadConfig({ DATA_DIR: dataDir });
  expect(row('JWT_SECRET', {})).toEqual({ value: '********', source: 'generated', valid: true });
  const own = `k1:${randomBytes(32).toString('base64')}`;
  expect(row('TOKEN_ENCRYPTION_KEYS', { TOKEN_ENCRYPTION_KEYS: own }).source).toBe('environment');
});

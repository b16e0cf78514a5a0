import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { Config } from './config.js';
import { describeConfig } from './describe.js';
import { loadConfig } from './load-config.js';
import { ConfigError } from './problems.js';
import { SETTING_ENTRIES, SETTINGS } from './settings/table.js';

const secrets = {
  JWT_SECRET: randomBytes(48).toString('base64url'),
  TOKEN_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
};
const production = {
  ...secrets,
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://figbridge.example.com',
  DATABASE_URL: 'postgresql://figbridge:pw@db/figbridge',
  REDIS_URL: 'redis://cache:6379',
};

type Env = Record<string, string | undefined>;

function problemsOf(env: Env): Record<string, string> {
  try {
    loadConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return Object.fromEntries(error.problems.map(({ variable, message }) => [variable, message]));
  }
  return {};
}

const warningsOf = (env: Env): string[] => loadConfig({ ...secrets, ...env }).warnings;

it('gives a complete Config from two secrets alone', () => {
  const { config, warnings } = loadConfig(secrets);
  expect(warnings).toEqual([]);
  expect(config).toBeInstanceOf(Config);
  const keySizes = config.encryptionKeys.map(({ kid, key }) => [kid, key.length]);
  expect({ ...Object.fromEntries(Object.entries(config)), encryptionKeys: keySizes }).toEqual({
    nodeEnv: 'development',
    host: '127.0.0.1',
    port: 3000,
    publicUrl: 'http://localhost:3000',
    appUrl: 'http://localhost:3000',
    appReturnPath: '/settings/integrations',
    corsOrigins: ['http://localhost:3000'],
    trustProxy: [],
    databaseUrl: null,
    databasePoolSize: 10,
    redisUrl: null,
    dataDir: resolve('.data'),
    jwt: { kind: 'secret', secret: secrets.JWT_SECRET },
    jwtIssuer: null,
    jwtAudience: null,
    encryptionKeys: [['k1', 32]],
    figma: {
      credentials: null,
      redirectUri: 'http://localhost:3000/api/integrations/figma/callback',
      scopes: expect.arrayContaining(['current_user:read', 'folders:read']),
      webUrl: 'https://www.figma.com',
      apiUrl: 'https://api.figma.com',
      appKind: 'private',
      teamIds: [],
      webhookSecrets: [],
      assetHosts: expect.arrayContaining(['s3-alpha.figma.com']),
      cacheTtlSeconds: 86400,
      accessTtlSeconds: 900,
      cacheSharing: true,
    },
    github: expect.objectContaining({ credentials: null, scopes: ['read:user', 'user:email'] }),
    slack: expect.objectContaining({ credentials: null, apiUrl: 'https://slack.com/api' }),
    browserBinding: 'auto',
    stateTtlSeconds: 900,
    throttleLimit: null,
    adminToken: null,
    docsEnabled: true,
    metricsToken: null,
    sentryDsn: null,
    logLevel: 'info',
  });
});

it('freezes the Config in depth', () => {
  const { config } = loadConfig({ ...secrets, FIGMA_CLIENT_ID: 'id', FIGMA_CLIENT_SECRET: 'dOhx1' });
  const parts = [
    config,
    config.figma,
    config.figma.scopes,
    config.figma.credentials,
    config.jwt,
    config.encryptionKeys[0],
  ];
  for (const part of parts) expect(Object.isFrozen(part)).toBe(true);
  expect(() => Object.assign(config, { port: 1 })).toThrow(TypeError);
});

it('prints no secret when the whole Config is logged', () => {
  const { config } = loadConfig(secrets);
  expect(`${JSON.stringify({ config })} ${inspect({ config })}`).not.toContain(secrets.JWT_SECRET);
});

it('keeps each kind of JWT verification apart', () => {
  const { JWT_SECRET: _, ...keys } = secrets;
  const jwks = loadConfig({ ...keys, JWT_JWKS_URL: 'https://id.example/jwks' }).config.jwt;
  expect(jwks).toEqual({ kind: 'jwks', url: 'https://id.example/jwks' });
});

it.each([
  [{ FIGMA_CACHE_SHARING: 'auto', FIGMA_APP_KIND: 'private' }, true],
  [{ FIGMA_CACHE_SHARING: 'auto', FIGMA_APP_KIND: 'public' }, false],
  [{ FIGMA_CACHE_SHARING: 'on', FIGMA_APP_KIND: 'public' }, true],
  [{ FIGMA_CACHE_SHARING: 'off', FIGMA_APP_KIND: 'private' }, false],
])('decides cache sharing for %j', (env, shared) => {
  expect(loadConfig({ ...secrets, ...env }).config.figma.cacheSharing).toBe(shared);
});

describe('problems', () => {
  it('lists field problems, cross-field problems and unreadable files together', () => {
    const problems = problemsOf({
      NODE_ENV: 'production',
      PORT: 'http',
      APP_URL: 'javascript:alert(1)',
      JWT_SECRET: 'changeme',
      JWT_JWKS_URL: 'http://id.example/jwks',
      FIGMA_CLIENT_ID: 'id',
      SLACK_CLIENT_SECRET_FILE: join(tmpdir(), 'there-is-no-such-file'),
      ADMIN_TOKEN: 'short',
      ADMIN_TOKEN_FILE: '/also/set',
      FIGMA_SCOPES: ',',
    });
    expect(Object.keys(problems).sort()).toEqual([
      'ADMIN_TOKEN',
      'APP_URL',
      'DATABASE_URL',
      'FIGMA_CLIENT_SECRET',
      'FIGMA_SCOPES',
      'JWT_JWKS_URL',
      'JWT_SECRET',
      'PORT',
      'PUBLIC_URL',
      'SLACK_CLIENT_ID',
      'SLACK_CLIENT_SECRET_FILE',
      'TOKEN_ENCRYPTION_KEYS',
    ]);
  });

  it('reports a broken setting once and not again for what is derived from it', () => {
    expect(problemsOf({ ...secrets, PORT: '-1' })).toEqual({ PORT: expect.stringContaining('0 to 65535') });
    expect(problemsOf({ ...secrets, FIGMA_APP_KIND: 'open' })).toEqual({ FIGMA_APP_KIND: expect.any(String) });
  });

  it('are printed one a line, ready for an operator', () => {
    expect(new ConfigError([{ variable: 'A', message: 'is bad' }]).message).toBe(
      'The configuration has 1 problem:\n  A: is bad',
    );
    expect(() => loadConfig({ ...secrets, PORT: 'x', HOST: '/' })).toThrow(
      /^The configuration has 2 problems:\n {2}HOST: .*\n {2}PORT: .*$/,
    );
  });

  it.each(['FIGMA', 'GITHUB', 'SLACK'])('asks for both or none of the %s credentials', (provider) => {
    const [id, secret] = [`${provider}_CLIENT_ID`, `${provider}_CLIENT_SECRET`];
    expect(Object.keys(problemsOf({ ...secrets, [id]: 'id' }))).toEqual([secret]);
    expect(Object.keys(problemsOf({ ...secrets, [secret]: 'dOhx1' }))).toEqual([id]);
    expect(problemsOf({ ...secrets, [id]: 'id', [secret]: 'dOhx1' })).toEqual({});
  });

  it('refuses two ways to verify JWTs at once', () => {
    const problems = problemsOf({ ...secrets, JWT_JWKS_URL: 'https://id.example/jwks' });
    expect(problems).toEqual({ JWT_SECRET: 'is set together with JWT_JWKS_URL: keep exactly one' });
  });
});

describe('in production', () => {
  it('starts with the required settings', () => {
    expect(loadConfig(production).warnings).toEqual([]);
  });

  it.each([
    ['PUBLIC_URL', 'PUBLIC_URL'],
    ['DATABASE_URL', 'DATABASE_URL'],
    ['JWT_SECRET', 'JWT_SECRET'],
    ['TOKEN_ENCRYPTION_KEYS', 'TOKEN_ENCRYPTION_KEYS'],
  ])('refuses an unset or blank %s', (name, variable) => {
    for (const value of [undefined, ' ']) {
      expect(problemsOf({ ...production, [name]: value })).toEqual({
        [variable]: expect.stringContaining('required in production'),
      });
    }
  });

  it('generates nothing, and neither does an unknown NODE_ENV', () => {
    const dataDir = join(tmpdir(), `figbridge-never-made-${randomBytes(4).toString('hex')}`);
    expect(Object.keys(problemsOf({ NODE_ENV: 'production', DATA_DIR: dataDir }))).toHaveLength(4);
    expect(problemsOf({ NODE_ENV: 'prod', DATA_DIR: dataDir })).toHaveProperty('NODE_ENV');
    expect(existsSync(dataDir)).toBe(false);
  });
});

describe('warnings', () => {
  it.each<[string, Env, RegExp]>([
    ['production without Redis', { ...production, REDIS_URL: '' }, /^REDIS_URL: .*one instance/],
    ['browser binding off in production', { ...production, OAUTH_BROWSER_BINDING: 'off' }, /^OAUTH_BROWSER_BINDING: /],
    [
      'a page on plain http',
      { PUBLIC_URL: 'https://a.example', APP_URL: 'http://a.example', FIGMA_REDIRECT_URI: '' },
      /^APP_URL: /,
    ],
    [
      'CORS origins without the page',
      { APP_URL: 'https://a.example', CORS_ORIGINS: 'https://b.example' },
      /^CORS_ORIGINS: /,
    ],
    ['a redirect to another origin', { SLACK_REDIRECT_URI: 'https://b.example/cb' }, /^SLACK_REDIRECT_URI: .*cookie/],
    ['an unknown port', { PORT: '0' }, /^PUBLIC_URL: .*PORT=0/],
    ['a proxy list of everybody', { TRUST_PROXY: '0.0.0.0/0' }, /^TRUST_PROXY: /],
    ['a short webhook secret', { FIGMA_WEBHOOK_SECRET: 'Vz81kd' }, /^FIGMA_WEBHOOK_SECRET: .*16 bytes/],
    ['a misspelt name', { FIGMA_CLIENTID: 'x' }, /^FIGMA_CLIENTID: .*FIGMA_CLIENT_ID\?/],
  ])('speak of %s', (_, env, expected) => {
    expect(warningsOf(env)).toEqual([expect.stringMatching(expected)]);
  });

  it('speak of folder and project scopes asked for by a public app, but not of its default', () => {
    expect(warningsOf({ FIGMA_APP_KIND: 'public' })).toEqual([]);
    expect(
      warningsOf({ FIGMA_APP_KIND: 'public', FIGMA_SCOPES: 'current_user:read folders:read projects:read' }),
    ).toEqual([expect.stringMatching(/^FIGMA_SCOPES: .*folders:read, projects:read.*public/)]);
    expect(warningsOf({ FIGMA_SCOPES: 'current_user:read projects:read' })).toEqual([]);
  });
});

it('does not show the text of an error it does not know, which may quote the value', () => {
  const parse = jest.spyOn(SETTINGS.HOST, 'parse').mockImplementation((text) => {
    throw new TypeError(`Invalid host: ${text}`);
  });
  expect(problemsOf({ ...secrets, HOST: 'Zq81kd02nDq81x' })).toEqual({ HOST: 'is not valid' });
  parse.mockRestore();
});

it('never repeats a value in problems, warnings or descriptions of secrets', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'figbridge-config-'));
  const secretNames = SETTING_ENTRIES.filter(([, setting]) => setting.secret).map(([name]) => name as string);
  const planted = fc.stringMatching(/^[A-Z0-9]{12}$/).map((text) => `Zq${text}`);
  const wrap = fc.constantFrom<(secret: string) => string>(
    (secret) => secret,
    (secret) => `"${secret}"`,
    (secret) => ` ${secret}\n`,
    (secret) => `k1:${secret}`,
    (secret) => `${secret},${secret}=`,
    (secret) => `https://${secret}@host/1`,
    (secret) => `http://host.example/${secret}?${secret}#${secret}`,
    (secret) => `postgresql://user:${secret}@db/x?password=${secret}`,
    (secret) => `redis://:${secret}@host`,
    (secret) => `-----BEGIN PUBLIC KEY-----\\n${secret}\\n-----END PUBLIC KEY-----`,
    (secret) => secret.repeat(4),
    (secret) => `https://*.${secret}.example`,
    (secret) => `http://${secret}.example`,
    (secret) => `javascript:${secret}`,
    (secret) => `/path//${secret}`,
    (secret) => `${secret}/8,10.0.0.0/99`,
    (secret) => `*.${secret}`,
    (secret) => `${secret}:99999`,
    (secret) => `"${secret}" \\`,
  );
  const names = fc.subarray(
    SETTING_ENTRIES.map(([name]) => name as string).filter((name) => name !== 'DATA_DIR'),
    { minLength: 1 },
  );
  try {
    fc.assert(
      fc.property(planted, wrap, names, fc.boolean(), (secret, wrapped, targets, asFile) => {
        const suffix = (name: string) => (asFile && secretNames.includes(name) ? '_FILE' : '');
        const env = Object.fromEntries(targets.map((name) => [`${name}${suffix(name)}`, wrapped(secret)]));
        const said = everythingSaid({ DATA_DIR: dataDir, ...env });
        expect(said.toLowerCase()).not.toContain(secret.toLowerCase());
      }),
      { numRuns: 300 },
    );
  } finally {
    rmSync(dataDir, { recursive: true });
  }

  function everythingSaid(env: Env): string {
    const described = describeConfig(env).filter(({ name }) => secretNames.includes(name));
    const masked = JSON.stringify(described);
    try {
      return [...loadConfig(env).warnings, masked].join('\n');
    } catch (error) {
      return `${String(error)}\n${JSON.stringify(error)}\n${masked}`;
    }
  }
});

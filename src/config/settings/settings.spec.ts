import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { Resolution } from '../resolve.js';
import { SETTING_ENTRIES } from './table.js';
import type { SettingName } from './table.js';

interface Case {
  /** What is read when nothing is set. */
  byDefault?: unknown;
  /** Texts and what they are read as. */
  valid: [text: string, value: unknown][];
  /** Texts that are refused, and a part of the reason. */
  invalid: [text: string, reason: RegExp][];
}

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const weakRsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed25519 = generateKeyPairSync('ed25519');
const spki = (key: typeof rsa.publicKey) => key.export({ type: 'spki', format: 'pem' }).toString();
const k1 = randomBytes(32);
const k2 = randomBytes(32);
const secret48 = randomBytes(48).toString('base64');

const secureOnly: Case['invalid'] = [
  ['http://bridge.company.example', /https.*loopback/],
  ['http://10.0.0.1', /https/],
  ['http://localhost.example.com', /https/],
  ['javascript:alert(1)', /http\(s\) URL/],
  ['ftp://localhost', /http\(s\) URL/],
  ['bridge.company.example', /http\(s\) URL/],
  ['https:/bridge.company.example', /http\(s\) URL/],
  ['https:\\\\bridge.company.example', /http\(s\) URL/],
  ['https://', /http\(s\) URL/],
  ['https://exa mple.com', /http\(s\) URL/],
  ['https://user:pw@bridge.company.example', /user name or password/],
  ['https://@bridge.company.example', /user name or password/],
  ['https://*.example.com', /one exact host/],
];
const notOrigins: Case['invalid'] = [
  ['https://bridge.company.example/app', /origin/],
  ['https://bridge.company.example?x=1', /origin/],
  ['https://bridge.company.example/#', /origin/],
];
const loopback: Case['valid'] = [
  ['http://localhost:3000', 'http://localhost:3000'],
  ['http://figma.localhost:4000', 'http://figma.localhost:4000'],
  ['http://127.0.0.2', 'http://127.0.0.2'],
  ['http://[::1]:8080', 'http://[::1]:8080'],
];

const origin = (byDefault: string): Case => ({
  byDefault,
  valid: [
    ['https://bridge.company.example', 'https://bridge.company.example'],
    ['https://bridge.company.example/', 'https://bridge.company.example'],
    ['HTTPS://Bridge.Company.example:443', 'https://bridge.company.example'],
    ...loopback,
  ],
  invalid: notOrigins,
});
const baseUrl = (byDefault: string): Case => ({
  byDefault,
  valid: [
    ['https://slack.com/api/', 'https://slack.com/api'],
    ['https://figma.example.com', 'https://figma.example.com'],
    ...loopback,
  ],
  invalid: [...secureOnly, ['https://figma.example.com/?a=b', /query/], ['https://figma.example.com/#a', /fragment/]],
});
const redirect = (provider: string): Case => ({
  byDefault: `http://localhost:3000/api/integrations/${provider}/callback`,
  valid: [
    ['https://app.example.com/api/integrations/x/callback', 'https://app.example.com/api/integrations/x/callback'],
    ['https://App.example.com/', 'https://App.example.com/'],
  ],
  invalid: [...secureOnly, ['https://app.example.com/cb#x', /fragment/]],
});
const clientId: Case = {
  valid: [['abc123', 'abc123']],
  invalid: [
    ['abc 123', /white space/],
    ['ä', /ASCII/],
  ],
};
const clientSecret: Case = {
  valid: [['dOhx1', 'dOhx1']],
  invalid: [
    ['<redacted>', /not a client secret/],
    ['Your-Client-Secret', /not a client secret/],
    ['two words', /white space/],
  ],
};
const number = (byDefault: unknown, min: number, max: number): Case => ({
  byDefault,
  valid: [
    [String(min), min],
    [String(max), max],
    [` ${max} `, max],
  ],
  invalid: [String(min - 1), String(max + 1), '1e2', '0x1f', '10.0', '+7', 'ten', '١٢', '9'.repeat(400)].map((text) => [
    text,
    new RegExp(`from ${min} to ${max}`),
  ]),
});
const choice = (byDefault: string, ...others: string[]): Case => ({
  byDefault,
  valid: [byDefault, ...others].map((word) => [word, word]),
  invalid: [byDefault.toUpperCase(), 'maybe'].map((text) => [text, /must be one of/]),
});

const CASES: Record<SettingName, Case> = {
  NODE_ENV: choice('development', 'production', 'test'),
  HOST: {
    byDefault: '127.0.0.1',
    valid: ['0.0.0.0', '::', 'localhost', 'my_service'].map((text) => [text, text]),
    invalid: ['http://x', 'a:80', '[::]', 'a b', '-a', 'a..b'].map((text) => [text, /address or a host name/]),
  },
  PORT: number(3000, 0, 65535),
  PUBLIC_URL: { ...origin('http://localhost:3000'), invalid: [...notOrigins, ...secureOnly] },
  APP_URL: { ...origin('http://localhost:3000'), invalid: [...notOrigins, ...secureOnly.slice(3)] },
  APP_RETURN_PATH: {
    byDefault: '/settings/integrations',
    valid: [
      ['/', '/'],
      ['/a/b-c', '/a/b-c'],
    ],
    invalid: ['a', '//evil.example', '/a//b', '/\\evil.example', 'https://x.example/', '/a b'].map((text) => [
      text,
      /path/,
    ]),
  },
  CORS_ORIGINS: {
    byDefault: ['http://localhost:3000'],
    valid: [['https://a.example, http://b.example/', ['https://a.example', 'http://b.example']]],
    invalid: [
      ['*', /exact origin/],
      ['null', /exact origin/],
      ['https://a.example,*', /entry 2 .*exact origin/],
      ['https://a.example,,https://b.example', /entry 2 .*empty/],
      ['https://*.a.example', /wildcards/],
      ['https://a.example/x', /origin/],
    ],
  },
  TRUST_PROXY: {
    valid: [['10.0.0.0/8, ::1,fd00::/8,192.168.1.1', ['10.0.0.0/8', '::1', 'fd00::/8', '192.168.1.1']]],
    invalid: [
      'true',
      '1',
      'loopback',
      '10.0.0.0/33',
      '10.0.0.0/08',
      '10.0.0.0/',
      '10.0.0.0/8/8',
      '::/129',
      'fe80::1%eth0',
      '10.0.0',
    ].map((text) => [text, /CIDR/]),
  },
  DATABASE_URL: {
    valid: [
      'postgres://u:p@db:5432/figbridge',
      'postgresql://db/figbridge?sslmode=require',
      'postgresql:///figbridge?host=/run/pg',
    ].map((text) => [text, text]),
    invalid: ['mysql://db/x', 'db:5432', 'postgres://u:p#ss@:x/', 'postgres://u:p w@db/x'].map((text) => [
      text,
      /percent-encode/,
    ]),
  },
  DATABASE_POOL_SIZE: number(10, 4, 1000),
  REDIS_URL: {
    valid: ['redis://cache:6379', 'rediss://:pw@cache:6380/1'].map((text) => [text, text]),
    invalid: ['cache:6379', 'http://cache', 'redis://', 'redis://cache:port'].map((text) => [text, /redis:\/\//]),
  },
  DATA_DIR: {
    byDefault: './.data',
    valid: [
      ['/var/lib/figbridge', '/var/lib/figbridge'],
      ['a b', 'a b'],
    ],
    invalid: [],
  },
  JWT_SECRET: {
    valid: [
      [secret48, secret48],
      ['a passphrase of more than thirty-two bytes', 'a passphrase of more than thirty-two bytes'],
      ['ä'.repeat(16), 'ä'.repeat(16)],
    ],
    invalid: [
      ['secret', /published example/],
      ['changeme', /published example/],
      ['Your-256-bit-secret', /published example/],
      ['super-secret-jwt-token-with-at-least-32-characters-long', /published example/],
      ['q8#'.repeat(10) + 'q', /at least 32 bytes/],
      [` ${secret48}`, /white space/],
      [`${secret48}\n`, /line break/],
    ],
  },
  JWT_JWKS_URL: {
    valid: [
      ['https://id.example/.well-known/jwks.json?p=x', 'https://id.example/.well-known/jwks.json?p=x'],
      ['http://localhost:9000/jwks', 'http://localhost:9000/jwks'],
    ],
    invalid: [...secureOnly, ['https://id.example/jwks#x', /fragment/]],
  },
  JWT_PUBLIC_KEY: {
    valid: [
      [spki(rsa.publicKey), spki(rsa.publicKey)],
      [spki(ec.publicKey).replaceAll('\n', '\\n'), spki(ec.publicKey)],
      [spki(ec.publicKey).replaceAll('\n', '\r\n'), spki(ec.publicKey)],
      [rsa.publicKey.export({ type: 'pkcs1', format: 'pem' }).toString(), spki(rsa.publicKey)],
    ],
    invalid: [
      [rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), /private key/],
      [ec.privateKey.export({ type: 'sec1', format: 'pem' }).toString(), /private key/],
      [secret48, /must be a public key in PEM/],
      ['-----BEGIN PUBLIC KEY-----\\nAAAA\\n-----END PUBLIC KEY-----', /cannot be read/],
      [spki(rsa.publicKey).replaceAll('\n', ' '), /PEM/],
      [spki(weakRsa.publicKey), /2048 bits/],
      [spki(ed25519.publicKey), /RSA key .* or an EC key/],
    ],
  },
  JWT_ISSUER: { valid: [['https://id.example/', 'https://id.example/']], invalid: [] },
  JWT_AUDIENCE: { valid: [['figbridge', 'figbridge']], invalid: [] },
  TOKEN_ENCRYPTION_KEYS: {
    valid: [
      [`k1:${k1.toString('base64')}`, [{ kid: 'k1', key: k1 }]],
      [
        `k-2_:${k2.toString('base64')}, k1:${k1.toString('base64')}`,
        [
          { kid: 'k-2_', key: k2 },
          { kid: 'k1', key: k1 },
        ],
      ],
    ],
    invalid: [
      [k1.toString('base64'), /kid:base64/],
      [`k1:${k1.subarray(1).toString('base64')}`, /31 bytes/],
      [`k1:${Buffer.concat([k1, k2]).toString('base64')}`, /64 bytes/],
      [`k1:${k1.toString('hex')}`, /48 bytes/],
      [`k1:${k1.toString('base64').slice(0, -1)}`, /not standard base64/],
      [`k1:!${k1.toString('base64').slice(1)}`, /not standard base64/],
      ['k1:', /not standard base64/],
      [`k1:${Buffer.alloc(32).toString('base64')}`, /not random/],
      [`k1:${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`, /not random/],
      [`:${k1.toString('base64')}`, /kid of 1 to 32/],
      [`k.1:${k1.toString('base64')}`, /kid of 1 to 32/],
      [`${'k'.repeat(33)}:${k1.toString('base64')}`, /kid of 1 to 32/],
      [`k1:${k1.toString('base64')},k1:${k2.toString('base64')}`, /key 2 has the same kid as key 1/],
      [`k1:${k1.toString('base64')},`, /key 2/],
    ],
  },
  FIGMA_CLIENT_ID: clientId,
  FIGMA_CLIENT_SECRET: clientSecret,
  FIGMA_APP_KIND: choice('private', 'public'),
  FIGMA_SCOPES: {
    byDefault:
      'current_user:read file_content:read file_metadata:read file_versions:read file_comments:read file_comments:write library_content:read team_library_content:read webhooks:read webhooks:write folders:read'.split(
        ' ',
      ),
    valid: [['current_user:read,file_content:read  current_user:read', ['current_user:read', 'file_content:read']]],
    invalid: [
      [',', /names no scope/],
      ['current_user:read "x"', /quote/],
      ['currént', /non-ASCII/],
    ],
  },
  FIGMA_TEAM_IDS: {
    valid: [['123, 456,123', ['123', '456']]],
    invalid: [
      ['https://www.figma.com/files/team/123', /digits/],
      ['12a', /digits/],
      ['1,', /entry 2 .*empty/],
    ],
  },
  FIGMA_WEBHOOK_SECRET: {
    valid: [['new-Vz81kd02nDq81x, old-Vz81kd02nDq81x', ['new-Vz81kd02nDq81x', 'old-Vz81kd02nDq81x']]],
    invalid: [
      ['your-webhook-secret-here', /published example/],
      ['Vz81kd02nDq81x00,your-actual-webhook-secret', /entry 2 .*published example/],
      ['two words', /white space/],
      ['a,,b', /empty/],
    ],
  },
  FIGMA_ASSET_HOSTS: {
    byDefault: [
      's3-alpha.figma.com',
      's3-alpha-sig.figma.com',
      'figma-alpha-api.s3.us-west-2.amazonaws.com',
      'www.figma.com',
      'static.figma.com',
    ],
    valid: [
      [
        'IMG.example.com, *.figma.com,127.0.0.1:4001,[::1]:4001',
        ['img.example.com', '*.figma.com', '127.0.0.1:4001', '[::1]:4001'],
      ],
    ],
    invalid: [
      ...[
        'https://img.example.com',
        'img.example.com/x',
        'img.example.com:',
        'a.example:0',
        'a.example:65536',
        'a*.example.com',
        'a b',
        '[1::2',
      ].map((text): [string, RegExp] => [text, /without scheme or path/]),
      ...['*', '*.'].map((text): [string, RegExp] => [text, /host/]),
      ...['*.com', '*.10.0.0.1', '*.[::1]'].map((text): [string, RegExp] => [text, /two labels/]),
    ],
  },
  FIGMA_CACHE_TTL_SECONDS: number(86400, 1, 2592000),
  FIGMA_ACCESS_TTL_SECONDS: number(900, 1, 86400),
  FIGMA_CACHE_SHARING: choice('auto', 'on', 'off'),
  FIGMA_REDIRECT_URI: redirect('figma'),
  FIGMA_WEB_URL: baseUrl('https://www.figma.com'),
  FIGMA_API_URL: baseUrl('https://api.figma.com'),
  GITHUB_CLIENT_ID: clientId,
  GITHUB_CLIENT_SECRET: clientSecret,
  GITHUB_SCOPES: {
    byDefault: ['read:user', 'user:email'],
    valid: [['repo,read:user', ['repo', 'read:user']]],
    invalid: [['"repo"x', /quote/]],
  },
  GITHUB_REDIRECT_URI: redirect('github'),
  GITHUB_WEB_URL: baseUrl('https://github.com'),
  GITHUB_API_URL: baseUrl('https://api.github.com'),
  SLACK_CLIENT_ID: clientId,
  SLACK_CLIENT_SECRET: clientSecret,
  SLACK_SCOPES: {
    byDefault: ['users:read', 'users:read.email'],
    valid: [['users:read', ['users:read']]],
    invalid: [['users:read \\', /backslash/]],
  },
  SLACK_REDIRECT_URI: redirect('slack'),
  SLACK_WEB_URL: baseUrl('https://slack.com'),
  SLACK_API_URL: baseUrl('https://slack.com/api'),
  OAUTH_BROWSER_BINDING: choice('auto', 'always', 'off'),
  OAUTH_STATE_TTL_SECONDS: number(900, 1, 3600),
  THROTTLE_LIMIT: number(undefined, 1, 1000000),
  ADMIN_TOKEN: {
    valid: [[secret48, secret48]],
    invalid: [
      ['q'.repeat(31), /at least 32 bytes/],
      ['replace-with-a-random-admin-token-of-32-bytes-or-more', /published example/],
      ['q8 '.repeat(12) + 'q', /header/],
    ],
  },
  METRICS_TOKEN: {
    valid: [['q81kd02nDq81x', 'q81kd02nDq81x']],
    invalid: [
      ['a b', /header/],
      ['changeme', /published example/],
    ],
  },
  DOCS_ENABLED: {
    byDefault: true,
    valid: [
      ['false', false],
      ['TRUE', true],
      ['0', false],
      ['on', true],
    ],
    invalid: [['yes please', /true or false/]],
  },
  SENTRY_DSN: {
    valid: [['https://abc@o1.ingest.sentry.io/42', 'https://abc@o1.ingest.sentry.io/42']],
    invalid: ['https://o1.ingest.sentry.io/42', 'https://abc@o1.ingest.sentry.io/', 'abc', 'ftp://abc@x/1'].map(
      (text) => [text, /DSN/],
    ),
  },
  LOG_LEVEL: choice('info', 'trace', 'debug', 'warn', 'error', 'fatal', 'silent'),
};

describe.each(SETTING_ENTRIES)('%s', (name, setting) => {
  const { byDefault, valid, invalid } = CASES[name];

  it('counts as unset when blank and then has its default', () => {
    for (const blank of [undefined, '', '  ', '\n']) {
      const unset = new Resolution({ [name]: blank });
      expect(unset.problems).toEqual([]);
      expect(unset.isSet(name)).toBe(false);
      expect(unset.value(name)).toEqual(byDefault);
    }
  });

  it('reads valid values', () => {
    for (const [text, value] of valid) {
      const resolution = new Resolution({ [name]: text });
      expect({
        text,
        problems: resolution.problems,
        set: resolution.isSet(name),
        value: resolution.value(name),
      }).toEqual({ text, problems: [], set: true, value });
    }
  });

  it('refuses invalid values once, with the reason', () => {
    for (const [text, reason] of invalid) {
      const { problems } = new Resolution({ [name]: text });
      expect({ text, problems }).toEqual({
        text,
        problems: [{ variable: name, message: expect.stringMatching(reason) }],
      });
      if (text.length >= 12) expect(problems[0]!.message).not.toContain(text);
    }
  });

  it('refuses a value that brought its quotes along', () => {
    for (const quote of ['"', "'"]) {
      const { problems } = new Resolution({ [name]: `${quote}${valid[0]![0]}${quote}` });
      expect(problems).toEqual([{ variable: name, message: expect.stringContaining('wrapped in quotes') }]);
    }
  });

  it('refuses a line break or NUL inside the value', () => {
    const broken = setting.multiline ? ['\0'] : ['\n', '\r\n', '\0'];
    for (const character of broken) {
      const text = `${valid[0]![0].slice(0, 1)}${character}${valid[0]![0]}`;
      const { problems } = new Resolution({ [name]: text });
      expect(problems).toEqual([{ variable: name, message: expect.stringContaining('control character') }]);
    }
  });

  it('drops white space around the value, or refuses it around a secret', () => {
    const resolution = new Resolution({ [name]: ` ${valid[0]![0]}\t` });
    if (setting.secret && !setting.multiline) {
      expect(resolution.problems).toEqual([{ variable: name, message: expect.stringContaining('white space') }]);
    } else {
      expect(resolution.problems).toEqual([]);
      expect(resolution.value(name)).toEqual(valid[0]![1]);
    }
  });
});

it('resolves every default only after the settings it refers to', () => {
  expect(() => new Resolution({})).not.toThrow();
  expect(new Resolution({}).problems).toEqual([]);
});

it('lets defaults follow the settings they derive from', () => {
  const resolution = new Resolution({ PORT: '8080', APP_URL: 'https://app.example.com' });
  expect(resolution.value('PUBLIC_URL')).toBe('http://localhost:8080');
  expect(resolution.value('CORS_ORIGINS')).toEqual(['https://app.example.com']);
  expect(resolution.value('SLACK_REDIRECT_URI')).toBe('http://localhost:8080/api/integrations/slack/callback');
});

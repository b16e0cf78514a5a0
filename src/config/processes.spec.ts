import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { transformFileSync } from '@swc/core';
import { loadConfig } from './load-config.js';
import { ConfigError } from './problems.js';

/** The modules compiled for plain Node, so that real processes can race. */
let compiled: string;
let directory: string;

beforeAll(() => {
  compiled = mkdtempSync(join(tmpdir(), 'figbridge-compiled-'));
  const sources = readdirSync(__dirname, { recursive: true, encoding: 'utf8' });
  for (const source of sources.filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))) compile(source);
  writeChild();
});
afterAll(() => {
  rmSync(compiled, { recursive: true });
});
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'figbridge-processes-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

function compile(source: string): void {
  const { code } = transformFileSync(join(__dirname, source), {
    swcrc: false,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
  });
  const target = join(compiled, source.replace(/\.ts$/, '.js'));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, code);
}

/** Answers each `{ module, call, argument }` with the result, so that a test can hold several children at one gate. */
function writeChild(): void {
  writeFileSync(
    join(compiled, 'child.cjs'),
    `process.on('message', ({ module, call, argument }) => {
       const result = require(module)[call](argument);
       process.send({ result, env: { ...process.env } }, () => process.disconnect());
     });
     require('./load-config.js');
     require('./env-file.js');
     process.send('ready');`,
  );
}

async function startChild(options: { cwd: string; env?: NodeJS.ProcessEnv }): Promise<ChildProcess> {
  const env = { PATH: process.env['PATH'], NODE_PATH: resolve(__dirname, '../../node_modules'), ...options.env };
  const child = fork(join(compiled, 'child.cjs'), { cwd: options.cwd, env, execArgv: [] });
  await once(child, 'message');
  return child;
}

async function ask(child: ChildProcess, module: string, call: string, argument?: unknown) {
  child.send({ module, call, argument });
  const [answer] = (await once(child, 'message')) as [{ result: unknown; env: Record<string, string> }];
  return answer;
}

describe('secrets generated in development', () => {
  it('are the same in four processes that start at the same moment', async () => {
    const dataDir = join(directory, 'data');
    const children = await Promise.all(Array.from({ length: 4 }, () => startChild({ cwd: directory })));
    const answers = await Promise.all(
      children.map((child) => ask(child, './development-secrets.js', 'loadDevelopmentSecrets', dataDir)),
    );
    const secrets = answers.map(
      ({ result }) => result as { jwtSecret: string; tokenEncryptionKeys: string; created: boolean },
    );
    expect(new Set(secrets.map((each) => each.jwtSecret + each.tokenEncryptionKeys)).size).toBe(1);
    expect(secrets.filter(({ created }) => created)).toHaveLength(1);
    expect(readdirSync(dataDir)).toEqual(['secrets.json']);
  });

  it('are announced when made, stay the same, and are readable by their owner only', () => {
    const dataDir = join(directory, 'a', 'data');
    const first = loadConfig({ DATA_DIR: dataDir, NODE_ENV: 'test' });
    const second = loadConfig({ DATA_DIR: dataDir });
    const file = join(dataDir, 'secrets.json');
    expect(first.warnings).toEqual([`JWT_SECRET, TOKEN_ENCRYPTION_KEYS: generated for development in ${file}`]);
    expect(second.warnings).toEqual([expect.stringContaining('not set, using the development secrets in')]);
    expect([second.config.jwt, second.config.encryptionKeys]).toEqual([first.config.jwt, first.config.encryptionKeys]);
    expect([statSync(file).mode & 0o777, statSync(dataDir).mode & 0o777]).toEqual([0o600, 0o700]);
  });

  it('are as strong as secrets of an operator have to be, and differ between directories', () => {
    const [a, b] = ['a', 'b'].map((name) => loadConfig({ DATA_DIR: join(directory, name) }).config);
    expect(a!.jwt).not.toEqual(b!.jwt);
    expect(a!.encryptionKeys[0]!.key).toHaveLength(32);
    expect(a!.encryptionKeys).not.toEqual(b!.encryptionKeys);
  });

  it('fill only what is missing', () => {
    const jwt = { JWT_JWKS_URL: 'https://id.example/jwks' };
    const { config, warnings } = loadConfig({ DATA_DIR: directory, ...jwt });
    expect(config.jwt.kind).toBe('jwks');
    expect(warnings).toEqual([expect.stringMatching(/^TOKEN_ENCRYPTION_KEYS: generated/)]);
  });

  it('are closed to others again when the file was open', () => {
    loadConfig({ DATA_DIR: directory });
    const file = join(directory, 'secrets.json');
    chmodSync(file, 0o644);
    expect(loadConfig({ DATA_DIR: directory }).warnings).toContainEqual(expect.stringMatching(/^DATA_DIR: .*0600/));
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it.each(['', '{', '[]', '{"jwtSecret":1}'])('refuse to be guessed from a damaged file: %j', (content) => {
    const file = join(directory, 'secrets.json');
    writeFileSync(file, content);
    expect(() => loadConfig({ DATA_DIR: directory, PORT: 'x' })).toThrow(ConfigError);
    expect(() => loadConfig({ DATA_DIR: directory, PORT: 'x' })).toThrow(/PORT: [^]*DATA_DIR: .*damaged/);
    expect(readFileSync(file, 'utf8')).toBe(content);
  });

  it('need a directory that can be written', () => {
    const notADirectory = join(directory, 'file');
    writeFileSync(notADirectory, '');
    expect(() => loadConfig({ DATA_DIR: notADirectory })).toThrow(
      /DATA_DIR: cannot hold generated secrets \((ENOTDIR|EEXIST)\)/,
    );
  });
});

describe('a .env file', () => {
  it('adds variables and never replaces one that is set', async () => {
    writeFileSync(join(directory, '.env'), 'FIGMA_CLIENT_ID=from-file\nPORT=1\n# HOST=::\n');
    const child = await startChild({ cwd: directory, env: { PORT: '8080' } });
    const { result, env } = await ask(child, './env-file.js', 'loadEnvFile');
    expect(result).toBe(true);
    expect([env['FIGMA_CLIENT_ID'], env['PORT'], env['HOST']]).toEqual(['from-file', '8080', undefined]);
  });

  it('may be missing', async () => {
    const child = await startChild({ cwd: directory });
    expect((await ask(child, './env-file.js', 'loadEnvFile')).result).toBe(false);
    expect(existsSync(join(directory, '.env'))).toBe(false);
  });
});

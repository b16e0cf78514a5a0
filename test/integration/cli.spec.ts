import 'reflect-metadata';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { runCli } from '../../src/cli/run.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

const builtCli = resolve(__dirname, '../../dist/cli.js');

let database: TestDatabase;
let env: Record<string, string>;

beforeEach(async () => {
  database = await createTestDatabase();
  env = {
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    JWT_SECRET: randomBytes(32).toString('base64url'),
    TOKEN_ENCRYPTION_KEYS: newKey('k1'),
  };
});
afterEach(() => database.drop());

function newKey(kid: string): string {
  return `${kid}:${randomBytes(32).toString('base64')}`;
}

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(args, { env: () => env, out: (line) => out.push(line), err: (line) => err.push(line) });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

/** The built command in a process of its own, which prints what the operating system says as an operator would see it. */
async function runBuilt(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const child = spawn(process.execPath, [builtCli, ...args], { cwd: tmpdir(), env, stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(child, 'close') as Promise<[number]>;
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: (await closed)[0], out: out.trimEnd(), err: err.trimEnd() };
}

async function emptySchema(): Promise<void> {
  await database.query('DROP SCHEMA public CASCADE');
  await database.query('CREATE SCHEMA public');
}

async function tableCount(): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM pg_tables WHERE schemaname = 'public'",
  );
  return row!.count;
}

/** A canary of this key, as a service leaves it that ran with it. */
async function bootOnceWith(keys: string): Promise<void> {
  const [{ Canary }, { KeyRing }, { SealedBox }, { withDataSource }, { loadConfig }] = await Promise.all([
    import('../../src/tokens/canary.js'),
    import('../../src/platform/crypto/key-ring.js'),
    import('../../src/platform/crypto/sealed-box.js'),
    import('../../src/cli/with-database.js'),
    import('../../src/config/load-config.js'),
  ]);
  const ring = new KeyRing(loadConfig({ ...env, TOKEN_ENCRYPTION_KEYS: keys }).config);
  await withDataSource(database.url, (source) => new Canary(source, ring, new SealedBox(ring)).onModuleInit());
}

describe('migrate', () => {
  it('lists what would run and runs nothing with --dry-run, then runs it once', async () => {
    await emptySchema();
    const dry = await run('migrate', '--dry-run');
    expect(dry).toMatchObject({ code: 0, err: '' });
    expect(dry.out).toMatch(/^would run InitialSchema\d+/);
    expect(await tableCount()).toBe(0);

    const real = await run('migrate');
    expect(real.out).toBe(dry.out.replaceAll('would run', 'ran'));
    expect(await tableCount()).toBeGreaterThan(10);
    expect(await run('migrate')).toMatchObject({ code: 0, out: 'The schema is up to date.' });
  });

  it('fails in one plain sentence, without the address, when the database is away', async () => {
    env.DATABASE_URL = 'postgres://planted-user:planted-password@127.0.0.1:1/planted';
    const { code, out, err } = await runBuilt('migrate');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/does not answer/);
    expect(err).not.toContain('planted');
  });
});

describe('doctor', () => {
  it('finds nothing to mend in a healthy deployment', async () => {
    const { code, out } = await run('doctor');
    expect(code).toBe(0);
    for (const check of ['settings', 'database', 'schema', 'encryption keys', 'clock']) {
      expect(out).toMatch(new RegExp(`^ok +${check} `, 'm'));
    }
    expect(out).not.toMatch(/^(failed|warning)/m);
  });

  it('says that the schema is behind, and leaves it so', async () => {
    await emptySchema();
    const { code, out } = await run('doctor');
    expect(code).toBe(0);
    expect(out).toMatch(/^warning +schema +lacks InitialSchema/m);
    expect(out).toContain('npm run cli -- migrate');
    expect(await tableCount()).toBe(0);
  });

  it('fails when a key that wrote into the database is missing, or is another one of the same name', async () => {
    await bootOnceWith(env.TOKEN_ENCRYPTION_KEYS!);
    env.TOKEN_ENCRYPTION_KEYS = newKey('k2');
    expect(await run('doctor')).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^failed +encryption keys.*"k1"/m),
    });
    env.TOKEN_ENCRYPTION_KEYS = newKey('k1');
    expect(await run('doctor')).toMatchObject({ code: 1, out: expect.stringMatching(/^failed +encryption keys/m) });
  });

  it('does not make a mistyped key a key of this database by looking', async () => {
    await run('doctor');
    expect(await database.query('SELECT kid FROM encryption_canaries')).toEqual([]);
  });

  it('fails with a fix, and without the password, when the database is away', async () => {
    env.DATABASE_URL = 'postgres://planted-user:planted-password@127.0.0.1:1/planted';
    const { code, out } = await runBuilt('doctor');
    expect(code).toBe(1);
    expect(out).toMatch(/^failed +database.*ECONNREFUSED.*\n +fix: /m);
    expect(out).not.toContain('planted');
  });
});

it('prints the OpenAPI document of every route without settings or a database', async () => {
  env = {};
  const { code, out, err } = await runBuilt('openapi');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const document = JSON.parse(out) as { openapi: string; paths: Record<string, unknown> };
  expect(document.openapi).toBe('3.1.0');
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining(['/api/integrations', '/api/integrations/{provider}/callback', '/readyz']),
  );
});

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import jwt from 'jsonwebtoken';
import { runCli } from './run.js';

const secret = 'a secret for tests that is long enough, 0123456789';
const keys = `t1:${randomBytes(32).toString('base64')}`;
const usable = { JWT_SECRET: secret, TOKEN_ENCRYPTION_KEYS: keys };

interface Output {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly envWasRead: boolean;
}

async function run(args: string[], env: Record<string, string> = usable): Promise<Output> {
  const out: string[] = [];
  const err: string[] = [];
  let envWasRead = false;
  const code = await runCli(args, {
    env: () => {
      envWasRead = true;
      return env;
    },
    out: (line) => out.push(line),
    err: (line) => err.push(line),
  });
  return { code, out: out.join('\n'), err: err.join('\n'), envWasRead };
}

describe('the command line', () => {
  const commands = ['token', 'doctor', 'config', 'migrate', 'openapi'];

  it.each(['help', '--help', '-h'])('%s lists every command and succeeds', async (word) => {
    const { code, out } = await run([word]);
    expect(code).toBe(0);
    for (const command of commands) expect(out).toContain(`\n  ${command} `);
  });

  it.each([[[]], [['nope']], [['']], [['toString']]])(
    'answers %j with the usage on stderr and code 2',
    async (args) => {
      const { code, out, err } = await run(args);
      expect(code).toBe(2);
      expect(out).toBe('');
      expect(err).toContain('Usage: npm run cli');
    },
  );

  it.each(commands)('refuses unknown options of %s before it reads any setting', async (command) => {
    const { code, err, envWasRead } = await run([command, '--nope']);
    expect(code).toBe(2);
    expect(err).toContain(`npm run cli -- ${command}`);
    expect(envWasRead).toBe(false);
  });

  it('lists configuration problems by name, without values, and fails', async () => {
    const { code, out, err } = await run(['token', '--sub', 'u1'], { ...usable, PORT: 'planted-1', HOST: 'planted 2' });
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toMatch(/HOST: .*\n.*PORT: /);
    expect(err).not.toContain('planted');
  });
});

describe('token', () => {
  it('prints a JWT for the user, and nothing else on stdout', async () => {
    const { code, out } = await run(['token', '--sub', 'user-1', '--email', 'ana@example.com', '--ttl', '60']);
    expect(code).toBe(0);
    const claims = jwt.verify(out, secret, { algorithms: ['HS256'] }) as jwt.JwtPayload;
    expect(claims).toMatchObject({ sub: 'user-1', email: 'ana@example.com', type: 'access' });
    expect(claims.exp! - claims.iat!).toBe(60);
  });

  it('carries the issuer and the audience that the service demands', async () => {
    const { out } = await run(['token', '--sub', 'u'], {
      ...usable,
      JWT_ISSUER: 'https://i.example',
      JWT_AUDIENCE: 'fb',
    });
    expect(jwt.decode(out)).toMatchObject({ iss: 'https://i.example', aud: 'fb' });
  });

  it('is valid for eight hours and has no e-mail unless told otherwise', async () => {
    const claims = jwt.decode((await run(['token', '--sub', 'u'])).out) as jwt.JwtPayload;
    expect(claims.exp! - claims.iat!).toBe(8 * 3600);
    expect(claims).not.toHaveProperty('email');
  });

  it.each(['0', '-1', '1.5', '1e3', '', 'x', '99999999999'])('refuses --ttl=%s', async (ttl) => {
    expect(await run(['token', '--sub', 'u', `--ttl=${ttl}`])).toMatchObject({ code: 2, out: '' });
  });

  it.each([[['token']], [['token', '--sub=']]])('refuses a missing subject: %j', async (args) => {
    expect(await run(args)).toMatchObject({ code: 2, out: '' });
  });

  it('refuses in production, where JWTs come from the host application', async () => {
    const production = { NODE_ENV: 'production', PUBLIC_URL: 'https://f.example.com', DATABASE_URL: 'postgres://db/f' };
    const { code, out, err } = await run(['token', '--sub', 'u'], { ...usable, ...production });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/production/);
  });

  it('refuses where JWTs are verified with a key that it does not hold', async () => {
    const env = { TOKEN_ENCRYPTION_KEYS: keys, JWT_JWKS_URL: 'https://login.example.com/jwks.json' };
    const { code, out, err } = await run(['token', '--sub', 'u'], env);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/public key/);
  });

  it('signs with the secret that the service generates for development, and says on stderr where it is', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'figbridge-cli-'));
    try {
      const first = await run(['token', '--sub', 'u'], { DATA_DIR: dataDir });
      expect(first).toMatchObject({ code: 0, err: expect.stringContaining(join(dataDir, 'secrets.json')) });
      expect(first.out.split('.')).toHaveLength(3);
    } finally {
      rmSync(dataDir, { recursive: true });
    }
  });
});

describe('config', () => {
  it('prints every setting with its source and no secret', async () => {
    const { code, out, err } = await run(['config'], {
      ...usable,
      FIGMA_CLIENT_ID: 'the-client',
      FIGMA_CLIENT_SECRET: 'planted-secret',
      DATABASE_URL: 'postgres://user:planted-password@db.example.com/figbridge',
    });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^FIGMA_CLIENT_ID +environment +the-client$/m);
    expect(out).toMatch(/^JWT_SECRET +environment +\*+$/m);
    expect(out).toMatch(/^PORT +default +3000$/m);
    expect(out).toMatch(/^REDIS_URL +default +\(not set\)$/m);
    expect(out).not.toMatch(/planted|a secret for tests/);
  });

  it('marks what is not valid, names the problems on stderr and fails', async () => {
    const { code, out, err } = await run(['config'], { ...usable, PORT: 'planted' });
    expect(code).toBe(1);
    expect(out).toMatch(/^PORT +environment +\(not valid\)$/m);
    expect(err).toContain('PORT:');
    expect(out + err).not.toContain('planted');
  });
});

describe('doctor', () => {
  it('reports every problem of the settings with a fix, looks no further and fails', async () => {
    const { code, out } = await run(['doctor'], { ...usable, PORT: 'x', LOG_LEVEL: 'y' });
    expect(code).toBe(1);
    const lines = out.split('\n');
    expect(lines.filter((line) => line.startsWith('failed'))).toHaveLength(2);
    expect(lines.filter((line) => line.includes('fix: '))).toHaveLength(2);
    expect(out).not.toContain('database');
  });
});

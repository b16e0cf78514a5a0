import { randomBytes } from 'node:crypto';
import { createFigmaSandbox, type FigmaSandbox } from '@figbridge/figma-sandbox';
import { figmaClient, freePort } from '../support/app.js';
import { jwtFor, jwtSecret } from '../support/jwt.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { runService, type ServiceProcess } from '../support/service-process.js';
import { fileKey, smallTeam } from '../support/team-seed.js';

interface LogLine {
  readonly level: string;
  readonly time: string;
  readonly message: string;
}

const running = new Set<ServiceProcess>();
const start = (env: Readonly<Record<string, string>>): ServiceProcess => {
  const service = runService(env);
  running.add(service);
  return service;
};

describe('the built service', () => {
  let database: TestDatabase;
  let sandbox: FigmaSandbox;
  let env: Record<string, string>;
  let port: number;
  beforeAll(async () => {
    [database, sandbox, port] = await Promise.all([
      createTestDatabase(),
      createFigmaSandbox({ seed: smallTeam }),
      freePort(),
    ]);
    env = {
      NODE_ENV: 'production',
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      DATABASE_URL: database.url,
      JWT_SECRET: jwtSecret,
      TOKEN_ENCRYPTION_KEYS: `p1:${randomBytes(32).toString('base64')}`,
      FIGMA_CLIENT_ID: figmaClient.clientId,
      FIGMA_CLIENT_SECRET: figmaClient.clientSecret,
      FIGMA_WEB_URL: sandbox.webUrl,
      FIGMA_API_URL: sandbox.apiUrl,
    };
    sandbox.state.addApp({
      ...figmaClient,
      organization: 'small-studio',
      scopes: ['current_user:read', 'file_content:read', 'file_comments:read'],
      redirectUris: [`http://127.0.0.1:${port}/api/integrations/figma/callback`],
    });
    env.FIGMA_SCOPES = 'current_user:read file_content:read file_comments:read';
  });
  afterEach(() => {
    for (const { child } of running) child.kill('SIGKILL');
    running.clear();
  });
  afterAll(async () => {
    await sandbox.close();
    await database.drop();
  });

  const call = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}${path}`, {
      redirect: 'manual',
      ...init,
      headers: { authorization: `Bearer ${jwtFor('operator')}`, 'user-agent': 'curl/8', connection: 'close' },
    });
  const connect = async (): Promise<void> => {
    const { authorizationUrl } = (await (await call('/api/integrations/figma/auth')).json()) as Record<string, string>;
    const { pathname, search } = new URL(await sandbox.authorize(authorizationUrl!, { user: 'ana' }));
    expect((await call(`${pathname}${search}`)).headers.get('location')).toContain('status=success');
  };

  it('listens, says so once for people, logs JSON lines with the words that operators search for, and ends cleanly', async () => {
    const service = start(env);
    await service.line('stderr', /Figbridge listens/);
    expect((await call('/readyz')).status).toBe(200);
    await connect();
    service.child.kill('SIGTERM');
    expect(await service.exited).toBe(0);
    expect(service.stderr.filter((line) => line !== '')).toEqual([
      expect.stringMatching(new RegExp(`^Figbridge listens on http://127\\.0\\.0\\.1:${port} `)),
    ]);
    const lines = service.stdout.map((line) => JSON.parse(line) as LogLine);
    for (const line of lines)
      expect(line).toMatchObject({ level: expect.any(String) as string, message: expect.any(String) as string });
    const messages = lines.map(({ message }) => message).join('\n');
    expect(messages).toContain('OAuth Manager initialized with 3 providers (1 configured)');
    expect(messages).toContain('Figma credentials loaded');
    expect(messages).toMatch(/stopped$/m);
  });

  it('lets a request in flight end before it exits', async () => {
    const service = start(env);
    await service.line('stderr', /Figbridge listens/);
    await connect();
    const hold = sandbox.hold('/v1/files/:file_key/comments');
    const reading = call(`/api/integrations/figma/comments/${fileKey}`);
    await hold.arrived;
    service.child.kill('SIGTERM');
    await service.line('stdout', /"message":"stopping"/);
    hold.release();
    expect((await reading).status).toBe(200);
    expect(await service.exited).toBe(0);
    await expect(call('/livez')).rejects.toThrow();
  });

  it('exits at once when it is told a second time', async () => {
    const service = start(env);
    await service.line('stderr', /Figbridge listens/);
    await connect();
    const hold = sandbox.hold('/v1/me');
    const flow = call('/api/integrations/figma/auth');
    const { authorizationUrl } = (await (await flow).json()) as Record<string, string>;
    const { pathname, search } = new URL(await sandbox.authorize(authorizationUrl!, { user: 'ana' }));
    const callback = call(`${pathname}${search}`).catch(() => 'cut off');
    await hold.arrived;
    service.child.kill('SIGTERM');
    await service.line('stdout', /"message":"stopping"/);
    service.child.kill('SIGTERM');
    expect(await service.exited).toBe(1);
    expect(await callback).toBe('cut off');
    hold.release();
  });

  it('lists every problem of its settings at once, without a value, and exits with 1', async () => {
    const secrets = {
      JWT_SECRET: 'planted-short-secret',
      TOKEN_ENCRYPTION_KEYS: 'k1:planted-not-base64',
      DATABASE_URL: 'mysql://planted-user:planted-password@db/x',
    };
    const service = start({
      ...env,
      ...secrets,
      PUBLIC_URL: 'http://planted.example.com',
      PORT: 'planted',
      OAUTH_BROWSER_BINDING: 'planted',
      FIGMA_CLIENT_SECRET: '',
    });
    expect(await service.exited).toBe(1);
    const text = service.stderr.join('\n');
    for (const name of [...Object.keys(secrets), 'PUBLIC_URL', 'PORT', 'OAUTH_BROWSER_BINDING', 'FIGMA_CLIENT_SECRET'])
      expect(text).toContain(name);
    expect(text + service.stdout.join('\n')).not.toContain('planted');
    for (const line of service.stdout) JSON.parse(line);
  });

  it('generates nothing in production: what is not set is named', async () => {
    const service = start({ NODE_ENV: 'production', PORT: String(port) });
    expect(await service.exited).toBe(1);
    const text = service.stderr.join('\n');
    for (const name of ['PUBLIC_URL', 'DATABASE_URL', 'JWT_SECRET', 'TOKEN_ENCRYPTION_KEYS'])
      expect(text).toContain(name);
  });

  it('refuses a JWT secret that everybody knows', async () => {
    const service = start({ ...env, JWT_SECRET: 'changeme' });
    expect(await service.exited).toBe(1);
    expect(service.stderr.join('\n')).toContain('JWT_SECRET');
  });

  it('refuses to start with a key that does not open what is stored, naming the variable and no value', async () => {
    const key = randomBytes(32).toString('base64');
    const service = start({ ...env, TOKEN_ENCRYPTION_KEYS: `p1:${key}` });
    expect(await service.exited).toBe(1);
    const text = [...service.stderr, ...service.stdout].join('\n');
    expect(text).toContain('TOKEN_ENCRYPTION_KEYS');
    expect(text).not.toContain(key);
  });

  it('says what is wrong when its port is taken', async () => {
    const first = start(env);
    await first.line('stderr', /Figbridge listens/);
    const second = start(env);
    expect(await second.exited).toBe(1);
    expect(second.stdout.join('\n')).toContain('EADDRINUSE');
    for (const line of second.stdout) JSON.parse(line);
  });
});

import { parse } from 'yaml';
import { SETTINGS } from '../../src/config/settings/table.js';
import { HealthController } from '../../src/health/health.controller.js';
import { read, readPackage } from './repository.js';

interface Service {
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly image?: string;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

const compose = parse(read('docker-compose.yml')) as { services: Record<'app' | 'postgres' | 'redis', Service> };
const { app, postgres, redis } = compose.services;
const environment = app.environment ?? {};
const dockerfile = read('Dockerfile');
const stages = dockerfile.split(/^(?=FROM )/m).slice(1);
const runtime = stages.at(-1)!;
const imageEnvironment = Object.fromEntries(
  [...(/^ENV (.*)$/m.exec(runtime)?.[1] ?? '').matchAll(/([A-Z_]+)=(\S+)/g)].map(([, name, value]) => [name, value]),
);
const probePath: unknown = Reflect.getMetadata('path', HealthController.prototype.ready);

describe('the image', () => {
  it('does not run as root, and starts the service without npm', () => {
    expect(/^USER (.*)$/m.exec(runtime)?.[1]).toBe('node');
    expect(runtime.indexOf('USER node')).toBeGreaterThan(runtime.lastIndexOf('RUN '));
    expect(/^CMD (.*)$/m.exec(runtime)?.[1]).toBe('["node", "dist/main.js"]');
  });

  it('has only packages that production needs, installed without their scripts', () => {
    const installs = [...dockerfile.matchAll(/npm (?:ci|install)(.*)/g)].map(([, options]) => options);
    expect(installs).toHaveLength(2);
    for (const options of installs) expect(options).toContain('--ignore-scripts');
    const packages = stages.find((stage) => /^FROM \S+ AS packages/.test(stage));
    expect(packages).toMatch(/npm ci .*--omit=dev --omit=optional/);
    expect(runtime).toContain('COPY --from=packages /app/node_modules node_modules');
    expect(runtime).not.toMatch(/COPY (?!--from|package\.json)/);
  });

  it('runs on the Node that is supported longest, the same in every stage', () => {
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)]
      .map(([, base]) => base)
      .filter((base) => base!.includes(':'));
    expect(new Set(bases)).toEqual(new Set(['node:24-bookworm-slim']));
  });

  it('sets only what is a setting, listens on the port it names, and asks that port for the probe', () => {
    for (const name of Object.keys(imageEnvironment)) expect(SETTINGS).toHaveProperty(name);
    expect(imageEnvironment).toEqual({ NODE_ENV: 'production', HOST: '0.0.0.0', PORT: SETTINGS.PORT.default });
    expect(runtime).toContain(`EXPOSE ${imageEnvironment['PORT']}`);
    expect(probePath).toBe('readyz');
    expect(runtime).toMatch(
      new RegExp(`HEALTHCHECK[^]*127\\.0\\.0\\.1:\\$\\{process\\.env\\.PORT\\}/${String(probePath)}\``),
    );
  });

  it('is built from scripts that exist', () => {
    const { scripts } = readPackage('package.json');
    const used = [...dockerfile.matchAll(/npm run (\S+)/g)].map(([, name]) => name);
    expect(used).toEqual(['build:web', 'build:service']);
    for (const name of used) expect(scripts).toHaveProperty([name!]);
  });
});

describe('.dockerignore', () => {
  const lines = read('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

  it('keeps everything out that is not named', () => {
    expect(lines[0]).toBe('*');
  });

  it('never lets secrets, data or history back in', () => {
    const admitted = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    for (const secret of ['.env', '.data', '.git', 'test', 'dist', 'node_modules']) {
      expect(admitted.some((path) => secret === path || secret.startsWith(`${path}/`))).toBe(false);
    }
    expect(lines.at(-1)).toBe('**/.env*');
  });
});

describe('docker-compose.yml', () => {
  it('sets only what is a setting', () => {
    expect(Object.keys(environment)).not.toHaveLength(0);
    for (const name of Object.keys(environment)) expect(SETTINGS).toHaveProperty(name);
  });

  it('passes variables on under their own names', () => {
    const passed = Object.entries(environment).filter(([, value]) => /^\$\{\w+:[-?]/.test(value));
    for (const [name, value] of passed) expect(value).toMatch(new RegExp(`^\\$\\{${name}:[-?]`));
  });

  it.each(['PUBLIC_URL', 'DATABASE_URL', 'JWT_SECRET', 'TOKEN_ENCRYPTION_KEYS'])(
    'does not start without %s, and says what to set',
    (name) => {
      expect(environment[name]).toMatch(/\$\{[A-Z_]+:\?set it to .+\}/);
    },
  );

  it('holds no secret itself', () => {
    for (const service of Object.values(compose.services)) {
      for (const [name, value] of Object.entries(service.environment ?? {})) {
        if (/SECRET|PASSWORD|KEY|TOKEN/.test(name)) expect(value).toMatch(/^\$\{[^}]+\}$/);
      }
    }
    expect(environment['DATABASE_URL']).toMatch(
      /^postgres:\/\/figbridge:\$\{POSTGRES_PASSWORD:[^}]+\}@postgres:5432\/figbridge$/,
    );
  });

  it('publishes the service on loopback only, and neither PostgreSQL nor Redis', () => {
    expect(app.ports).toEqual([`127.0.0.1:${imageEnvironment['PORT']}:${imageEnvironment['PORT']}`]);
    expect(postgres.ports).toBeUndefined();
    expect(redis.ports).toBeUndefined();
  });

  it('runs the service without rights that it does not need', () => {
    expect(app).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
  });

  it('starts the service when PostgreSQL and Redis are healthy', () => {
    const healthy = { condition: 'service_healthy' };
    expect(app.depends_on).toEqual({ postgres: healthy, redis: healthy });
    expect(postgres.healthcheck?.test).toContain('pg_isready');
    expect(redis.healthcheck?.test).toEqual(['CMD', 'redis-cli', 'ping']);
  });

  it('uses a PostgreSQL that the service accepts', () => {
    expect(Number(/^postgres:(\d+)/.exec(postgres.image ?? '')?.[1])).toBeGreaterThanOrEqual(15);
  });
});

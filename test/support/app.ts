import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { createFigmaSandbox, type FigmaSandbox, type Seed } from '@figbridge/figma-sandbox';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../../src/app.setup.js';
import type { Config, FigmaSettings } from '../../src/config/config.js';
import { loadConfig } from '../../src/config/load-config.js';
import { LogService } from '../../src/platform/logging/log.service.js';
import { jwtFor, jwtSecret } from './jwt.js';
import { expectDocumented } from './openapi.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

export interface CallOptions {
  /** Whose JWT to send; without it none is sent. */
  readonly user?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** False where the answer's body must not be read before the test does; every other answer is checked against openapi.json. */
  readonly documented?: false;
}

export interface TestApp {
  readonly url: string;
  readonly app: NestFastifyApplication;
  readonly config: Config;
  readonly database: TestDatabase;
  readonly sandbox: FigmaSandbox;
  /** Everything that was logged, one JSON line each. */
  readonly logs: readonly string[];
  /** Redirects are not followed. `path` may be absolute. */
  call(path: string, options?: CallOptions): Promise<Response>;
  json<T = Record<string, unknown>>(path: string, options?: CallOptions): Promise<T>;
  /** Goes through the whole flow as a client that is visibly not a browser; answers the callback's response. */
  connect(user: string, figmaUser?: string): Promise<Response>;
  close(): Promise<void>;
}

export interface AppOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** A database or a sandbox given here is the caller's to close: a second instance shares them. */
  readonly database?: TestDatabase;
  readonly sandbox?: FigmaSandbox;
  /** Of a sandbox made here; its own design team without it. */
  readonly seed?: Seed;
}

export const figmaClient = { clientId: 'test-client', clientSecret: 'test-client-secret' };

/** One for all instances of a test, as a deployment has. */
const encryptionKeys = `t1:${randomBytes(32).toString('base64')}`;

/** The whole application in this process, on a database of its own and the sandbox, over real HTTP. */
export async function startApp(options: AppOptions = {}): Promise<TestApp> {
  const port = await freePort();
  const database = options.database ?? (await createTestDatabase());
  const sandbox = options.sandbox ?? (await createFigmaSandbox(options.seed ? { seed: options.seed } : {}));
  const { config } = loadConfig({ ...environment(port, sandbox), ...options.env });
  registerApp(sandbox, config.figma);
  const logs: string[] = [];
  const log = new LogService('info', { write: (line: string) => void logs.push(line) });
  const app = await createApp(config, database.url, log);
  await app.listen(port, '127.0.0.1');
  const close = async (): Promise<void> => {
    await app.close();
    if (!options.sandbox) await sandbox.close();
    if (!options.database) await database.drop();
  };
  return assemble({ url: `http://127.0.0.1:${port}`, app, config, database, sandbox, logs, close });
}

function assemble(parts: Omit<TestApp, 'call' | 'json' | 'connect'>): TestApp {
  const call = async (path: string, options: CallOptions = {}): Promise<Response> => {
    const address = new URL(path, parts.url);
    const response = await fetch(address, requestOf(options));
    const isOurs = address.origin === new URL(parts.url).origin && options.documented !== false;
    if (isOurs) await expectDocumented(response, options.method ?? 'GET', address.pathname);
    return response;
  };
  const json = async <T>(path: string, options?: CallOptions): Promise<T> =>
    (await (await call(path, options)).json()) as T;
  const connect = async (user: string, figmaUser = 'ana'): Promise<Response> => {
    const { authorizationUrl } = await json<{ authorizationUrl: string }>('/api/integrations/figma/auth', { user });
    const callback = new URL(await parts.sandbox.authorize(authorizationUrl, { user: figmaUser }));
    return call(`${callback.pathname}${callback.search}`, { headers: { 'user-agent': 'curl/8' } });
  };
  return { ...parts, call, json, connect };
}

function requestOf({ user, method = 'GET', headers = {}, body }: CallOptions): RequestInit {
  return {
    method,
    redirect: 'manual',
    headers: {
      ...(user === undefined ? {} : { authorization: `Bearer ${jwtFor(user)}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}

function environment(port: number, sandbox: FigmaSandbox): Record<string, string> {
  return {
    NODE_ENV: 'test',
    // Tests that are about limits set their own.
    // Describing every route takes a while; tests of the document ask for it.
    DOCS_ENABLED: 'false',
    THROTTLE_LIMIT: '1000000',
    PORT: String(port),
    JWT_SECRET: jwtSecret,
    TOKEN_ENCRYPTION_KEYS: encryptionKeys,
    FIGMA_CLIENT_ID: figmaClient.clientId,
    FIGMA_CLIENT_SECRET: figmaClient.clientSecret,
    FIGMA_WEB_URL: sandbox.webUrl,
    FIGMA_API_URL: sandbox.apiUrl,
    FIGMA_ASSET_HOSTS: new URL(sandbox.assetUrl).host,
  };
}

/** As an operator does at Figma: the app has the scopes that are asked for, and every instance's redirect URI. */
function registerApp(sandbox: FigmaSandbox, { redirectUri, scopes, appKind: kind }: FigmaSettings): void {
  const [{ organization } = { organization: '' }] = sandbox.state.users.values();
  if (!sandbox.state.apps.has(figmaClient.clientId))
    sandbox.state.addApp({ ...figmaClient, kind, scopes, organization });
  sandbox.state.registerRedirectUri(figmaClient.clientId, redirectUri);
}

/** Taken for a moment and given back: the public address must be known before the application starts. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((done) => server.close(() => done()));
  return port;
}

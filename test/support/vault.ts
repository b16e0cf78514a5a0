import 'reflect-metadata';
import { randomBytes, randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { createApp } from '../../src/app.setup.js';
import { loadConfig } from '../../src/config/load-config.js';
import { LogService } from '../../src/platform/logging/log.service.js';
import { ProvidersService } from '../../src/providers/providers.service.js';
import type { TokenResponse } from '../../src/providers/token-response.js';
import { ConnectionsService } from '../../src/tokens/connections.service.js';
import { TokensService } from '../../src/tokens/tokens.service.js';
import { UsersService } from '../../src/users/users.service.js';
import { jwtSecret } from './jwt.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';
import { ScriptedProvider } from './scripted-provider.js';

export const client = { id: 'a-client', secret: 'a-client-secret:with/+specials' };

/** The default of a consent's lifetime: that of Figma's tokens, in seconds. */
export const ninetyDays = 7_776_000;

export interface ConsentOptions extends Partial<TokenResponse> {
  /** The provider's id of the account. */
  readonly account?: string;
  readonly provider?: string;
}

export interface StoredToken {
  readonly id: string;
  readonly access_token: string | null;
  readonly refresh_token: string | null;
  readonly is_active: boolean;
  readonly status_reason: string | null;
  readonly grant_id: string | null;
  readonly scope: string[];
  readonly provider_user_id: string;
  readonly expires_at: Date | null;
  readonly last_used_at: Date | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export interface Vault {
  readonly app: NestFastifyApplication;
  readonly database: TestDatabase;
  readonly provider: ScriptedProvider;
  readonly tokens: TokensService;
  readonly source: DataSource;
  readonly logs: readonly string[];
  newUser(): Promise<string>;
  /** What the callback does once the provider has given tokens, without the flow before it. */
  connect(userId: string, consent?: ConsentOptions): Promise<{ missingScopes: string[] }>;
  disconnect(userId: string, provider?: string): Promise<void>;
  row(userId: string, provider?: string): Promise<StoredToken>;
  /** Moves the stored expiry to this many seconds from now. */
  expireIn(userId: string, seconds: number): Promise<void>;
  /** The audit lines of this event, in order. */
  audits(event: string): Record<string, unknown>[];
  close(): Promise<void>;
}

export interface VaultOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** What is given here is the caller's to close: a second instance shares them. */
  readonly database?: TestDatabase;
  readonly provider?: ScriptedProvider;
}

export const newKey = (kid: string): string => `${kid}:${randomBytes(32).toString('base64')}`;

/** The vault of a whole application that does not listen, with a scripted provider as Figma, GitHub and Slack. */
export async function startVault(options: VaultOptions = {}): Promise<Vault> {
  const database = options.database ?? (await createTestDatabase());
  const provider = options.provider ?? (await ScriptedProvider.start());
  const logs: string[] = [];
  const log = new LogService('info', { write: (line: string) => void logs.push(line) });
  const closeOwn = async (): Promise<void> => {
    if (!options.provider) await provider.close();
    if (!options.database) await database.drop();
  };
  const { config } = loadConfig({ ...environment(provider), ...options.env });
  const app = await createApp(config, database.url, log).catch(async (error: unknown) => {
    await closeOwn();
    throw error;
  });
  const close = async (): Promise<void> => {
    await app.close();
    await closeOwn();
  };
  return assemble({ app, database, provider, logs, close });
}

function environment({ url }: ScriptedProvider): Record<string, string> {
  const providers = ['FIGMA', 'GITHUB', 'SLACK'].flatMap((name) => [
    [`${name}_CLIENT_ID`, client.id],
    [`${name}_CLIENT_SECRET`, client.secret],
    [`${name}_WEB_URL`, url],
    [`${name}_API_URL`, url],
    [`${name}_SCOPES`, 'one two'],
  ]);
  return {
    NODE_ENV: 'test',
    DOCS_ENABLED: 'false',
    JWT_SECRET: jwtSecret,
    TOKEN_ENCRYPTION_KEYS: newKey('t1'),
    FIGMA_SCOPES: 'current_user:read file_content:read',
    ...Object.fromEntries(providers.filter(([name]) => name !== 'FIGMA_SCOPES')),
  };
}

function assemble(parts: Pick<Vault, 'app' | 'database' | 'provider' | 'logs' | 'close'>): Vault {
  const { app, database, logs } = parts;
  const source = app.get<DataSource>(getDataSourceToken());
  const connections = app.get(ConnectionsService);
  return {
    ...parts,
    source,
    tokens: app.get(TokensService),
    newUser: async () => {
      const id = randomUUID();
      await app.get(UsersService).ensure({ id, email: `${id}@example.com` });
      return id;
    },
    connect: (userId, consent = {}) => {
      const provider = app.get(ProvidersService).getConfigured(consent.provider ?? 'figma');
      const { account = `account-of-${userId}`, provider: _, ...tokens } = consent;
      return source.transaction((tx) =>
        connections.connect(tx, {
          userId,
          provider,
          tokens: {
            accessToken: 'access-1',
            refreshToken: 'refresh-1',
            expiresIn: ninetyDays,
            scopes: null,
            ...tokens,
          },
          account: accountOf(account),
          requestedScopes: provider.settings.scopes,
        }),
      );
    },
    disconnect: (userId, provider = 'figma') =>
      source.transaction((tx) => connections.disconnect(tx, userId, provider)),
    row: async (userId, provider = 'figma') => {
      const rows = await database.query<StoredToken & Record<string, unknown>>(
        'SELECT * FROM oauth_tokens WHERE user_id = $1 AND provider = $2',
        [userId, provider],
      );
      return rows[0]!;
    },
    expireIn: async (userId, seconds) => {
      await database.query(
        'UPDATE oauth_tokens SET expires_at = now() + make_interval(secs => $2) WHERE user_id = $1',
        [userId, seconds],
      );
    },
    audits: (event) =>
      logs.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ audit }) => audit === event),
  };
}

function accountOf(id: string) {
  const handle = `handle of ${id}`;
  const email = `${id}@figma.example.com`;
  return { id, username: email, email, metadata: { handle, avatarUrl: null } };
}

/** Waits without sleeping until a condition that another part of the program brings about holds. */
export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const endsAt = performance.now() + 15_000;
  while (!(await holds())) {
    if (performance.now() > endsAt) throw new Error(`Waited in vain until ${what}`);
    await nextTurn();
  }
}

/** True once that many connections of this database wait for a lock. */
export function waitingForLocks(database: TestDatabase, count: number): () => Promise<boolean> {
  return async () => {
    const rows = await database.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return rows.length >= count;
  };
}

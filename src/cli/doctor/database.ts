import type { DataSource, EntityManager } from 'typeorm';
import type { Config } from '../../config/config.js';
import { KeyRing } from '../../platform/crypto/key-ring.js';
import { SealedBox } from '../../platform/crypto/sealed-box.js';
import { pendingMigrations } from '../../platform/database/migrate.js';
import { EmbeddedPostgresError } from '../../platform/embedded-postgres/index.js';
import { Canary, EncryptionKeyError } from '../../tokens/canary.js';
import { withDatabase, withDataSource } from '../with-database.js';
import { compareClocks } from './clock.js';
import { type Finding, failed, ok, skipped, warning } from './finding.js';

const oldestServer = 15;

/** Server, schema, encryption keys and the server's clock. Nothing stored is changed. */
export async function checkDatabase(config: Config): Promise<Finding[]> {
  if (config.databaseUrl === null && (await isServing(config))) {
    return [ok('database', 'embedded, and in use by the running service, which says that it is ready')];
  }
  try {
    return await withDatabase(config, (url) => withDataSource(url, (source) => examine(config, source)));
  } catch (error) {
    return [unreachable(config, error)];
  }
}

/** The embedded database has one owner. While that is a running service, its own probe knows best. */
async function isServing({ host, port }: Config): Promise<boolean> {
  try {
    const address = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
    const { status } = await fetch(`http://${address}:${port}/readyz`, { signal: AbortSignal.timeout(3_000) });
    return status === 200;
  } catch {
    return false;
  }
}

function unreachable(config: Config, error: unknown): Finding {
  if (error instanceof EmbeddedPostgresError) return failed('database', error.message, 'see the sentence before');
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
  const where = config.databaseUrl === null ? 'the embedded PostgreSQL' : 'the server in DATABASE_URL';
  return failed(
    'database',
    `${where} does not answer${code}`,
    'check address, port, user, password and TLS parameters',
  );
}

async function examine(config: Config, source: DataSource): Promise<Finding[]> {
  const server = await checkServer(source);
  if (server.state === 'failed') return [server];
  const schema = await checkSchema(source);
  const keys = schema.state === 'ok' ? await checkKeys(config, source) : skipped('encryption keys', 'no schema yet');
  return [server, schema, keys, await checkClock(source)];
}

async function checkServer(source: DataSource): Promise<Finding> {
  const [row] = await source.query<{ version: string }[]>("SELECT current_setting('server_version_num') AS version");
  const major = Math.floor(Number(row?.version) / 10_000);
  if (major >= oldestServer) return ok('database', `PostgreSQL ${major}`);
  return failed('database', `PostgreSQL ${major} is too old`, `use PostgreSQL ${oldestServer} or newer`);
}

async function checkSchema(source: DataSource): Promise<Finding> {
  const pending = await pendingMigrations(source);
  if (pending.length === 0) return ok('schema', 'in place');
  return warning('schema', `lacks ${pending.join(', ')}`, 'start the service, or run: npm run cli -- migrate');
}

/** What the service does before it serves, in a transaction that is taken back. */
async function checkKeys(config: Config, source: DataSource): Promise<Finding> {
  const keys = new KeyRing(config);
  const runner = source.createQueryRunner();
  await runner.startTransaction();
  try {
    await new Canary(asDataSource(runner.manager), keys, new SealedBox(keys)).onModuleInit();
    return ok('encryption keys', `open what this database holds; ${keys.primaryKid} writes`);
  } catch (error) {
    if (!(error instanceof EncryptionKeyError)) throw error;
    return failed('encryption keys', error.message, 'put the missing key back behind the first one');
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

/** The canary only queries, which the manager of a transaction does as well. */
function asDataSource(manager: EntityManager): DataSource {
  return manager as unknown as DataSource;
}

async function checkClock(source: DataSource): Promise<Finding> {
  const before = Date.now();
  const [row] = await source.query<{ now: number }[]>(
    'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now',
  );
  return compareClocks({ whose: 'the database', before, theirs: row?.now ?? 0, after: Date.now(), resolutionMs: 1 });
}

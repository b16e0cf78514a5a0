import { setTimeout as delay } from 'node:timers/promises';
import { chooseAccount } from './account.js';
import { provideBinaries } from './binaries.js';
import { directoryArgument, makeDataDirectory, openCluster } from './data-directory.js';
import type { DataDirectory } from './data-directory.js';
import { databaseUrl, ensureDatabase } from './database.js';
import { EmbeddedPostgresError, explain } from './errors.js';
import { stopOrphan } from './orphan.js';
import { claimOwnership } from './ownership.js';
import type { Ownership } from './ownership.js';
import { freePort } from './port.js';
import { ServerProcess } from './process.js';
import type { ServerOptions } from './process.js';
import { serverSettings } from './settings.js';
import { StartFailure } from './start-failure.js';

export { EmbeddedPostgresError } from './errors.js';

export interface EmbeddedPostgres {
  /** `postgres://…` of the database `figbridge`, for its only role, a superuser of this cluster alone. Holds the password. */
  readonly url: string;
  /** Of the postmaster. */
  readonly pid: number;
  /** Fast shutdown; returns when it is over, at the latest after 20 s. May be called again. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  readonly dataDir: string;
  /** Of 127.0.0.1. Without it a free one is found. */
  readonly port?: number;
  /** PostgreSQL settings, such as `fsync: 'off'` for tests, whose data may be lost. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Hears what a person should know; never a secret. */
  readonly log?: (line: string) => void;
}

interface Launch {
  readonly data: DataDirectory;
  readonly options: EmbeddedPostgresOptions;
  readonly settings: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
}

const ATTEMPTS = 5;
/** Times the attempt: the children of a killed postmaster, invisible on macOS, take about a second to end. */
const OCCUPIED_PAUSE_MS = 200;

/**
 * Starts PostgreSQL under `${dataDir}/postgres`, after making the cluster when there is none. Works as root, when
 * PostgreSQL runs as uid 65534 or as the cluster's owner, and as a normal user.
 *
 * One process owns a data directory: while it lives a second call rejects. When it was killed, its PostgreSQL is stopped
 * first and nothing committed is lost. Processes of different containers do not see each other and must not share one.
 *
 * @throws EmbeddedPostgresError with the reason and a way out: a full disk, a closed directory, a taken port, another
 * PostgreSQL version's data, an unsupported platform, a missing optional package.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined);
  try {
    const settings = serverSettings(options.settings ?? {});
    const data = await makeDataDirectory(options.dataDir);
    const ownership = await claimOwnership(data.home);
    return await launch({ data, options, settings, log }, ownership).catch(async (error: unknown) => {
      await ownership.release();
      throw error;
    });
  } catch (error) {
    throw explain(error, `Starting the embedded PostgreSQL under ${options.dataDir}`);
  }
}

async function launch(context: Launch, ownership: Ownership): Promise<EmbeddedPostgres> {
  const { data, settings, log } = context;
  await stopOrphan(data.cluster, log);
  const account = await chooseAccount(data.cluster);
  const binaries = await provideBinaries({ account, copies: data.binaryCopies, log });
  const password = await openCluster(data, binaries, account, { durable: settings.fsync !== 'off' });
  const { server, port } = await startServer(context, {
    postgres: binaries.postgres,
    cluster: data.cluster,
    directoryArgument: await directoryArgument(data.cluster, account),
    account,
    settings,
    logFile: data.log,
  });
  try {
    await ensureDatabase(port, password, data.password);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return handle(server, databaseUrl(port, password), ownership, log);
}

/** A port found free may be taken before PostgreSQL binds it, and a killed owner's server may only now write its pid file. */
async function startServer(context: Launch, options: Omit<ServerOptions, 'port'>) {
  const { data, log } = context;
  for (let attempt = 1; ; attempt++) {
    const port = context.options.port ?? (await freePort());
    try {
      return { server: await ServerProcess.start({ ...options, port }), port };
    } catch (error) {
      const trouble = error instanceof StartFailure ? error.trouble : 'other';
      if (trouble === 'port' && context.options.port !== undefined) throw portTaken(port, error);
      if (attempt === ATTEMPTS || !['port', 'occupied'].includes(trouble)) throw error;
      if (trouble === 'occupied') await stopOrphan(data.cluster, log).then(() => delay(OCCUPIED_PAUSE_MS * attempt));
    }
  }
}

function portTaken(port: number, cause: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `Port ${port} of 127.0.0.1 is taken by another program: stop that, choose another port, or none to get a free one.`,
    { cause },
  );
}

function handle(
  server: ServerProcess,
  url: string,
  ownership: Ownership,
  log: (line: string) => void,
): EmbeddedPostgres {
  let asked = false;
  void server.ended.then((how) => {
    if (!asked) log(`PostgreSQL (pid ${server.pid}) ended by itself: ${how}. ${server.lastLines().at(-1) ?? ''}`);
  });
  const stop = async (): Promise<void> => {
    asked = true;
    await server.stop();
    await ownership.release();
  };
  let stopped: Promise<void> | undefined;
  return { url, pid: server.pid, stop: () => (stopped ??= stop()) };
}

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from './app.setup.js';
import type { Config } from './config/config.js';
import { loadConfig } from './config/load-config.js';
import { ConfigError } from './config/problems.js';
import { UnsupportedServerError } from './platform/database/migrate.js';
import { prepareDatabase, type PreparedDatabase } from './platform/database/prepare.js';
import { EmbeddedPostgresError } from './platform/embedded-postgres/index.js';
import { LogService } from './platform/logging/log.service.js';
import { within } from './platform/timing/within.js';
import { EncryptionKeyError } from './tokens/canary.js';

/** SIGTERM to exit, in milliseconds; orchestrators kill after 30 s. */
const shutdownLimitMs = 25_000;

interface Running {
  readonly app: NestFastifyApplication;
  readonly database: PreparedDatabase;
}

/** From the environment to a listening service, and from SIGTERM to exit code 0. */
export async function runService(environment: () => Readonly<Record<string, string | undefined>>): Promise<void> {
  let log = new LogService('info');
  try {
    const { config, warnings } = loadConfig(environment());
    log = new LogService(config.logLevel);
    for (const warning of warnings) log.warn(warning);
    const running = await start(config, log);
    stopOnSignals(running, log);
  } catch (error) {
    reportFailedStart(error, log);
    process.exit(1);
  }
}

async function start(config: Config, log: LogService): Promise<Running> {
  const database = await prepareDatabase(config, log);
  try {
    const app = await createApp(config, database.url, log);
    await app.listen(config.port, config.host);
    announce(config, await app.getUrl(), log);
    return { app, database };
  } catch (error) {
    await database.stop();
    throw error;
  }
}

/** stdout is for machines; the one line that a person waits for goes to stderr. */
function announce(config: Config, address: string, log: LogService): void {
  log.info('listening', { address, publicUrl: config.publicUrl });
  process.stderr.write(`Figbridge listens on ${address} (public: ${config.publicUrl})\n`);
}

/** These say what to do in their own words; a stack would only hide it. */
function reportFailedStart(error: unknown, log: LogService): void {
  const isForPeople = [ConfigError, EmbeddedPostgresError, EncryptionKeyError, UnsupportedServerError].some(
    (kind) => error instanceof kind,
  );
  if (isForPeople && error instanceof Error) {
    process.stderr.write(`${error.message}\n`);
    log.error(error.message);
  } else log.error('the service did not start', { err: error });
}

function stopOnSignals(running: Running, log: LogService): void {
  let isStopping = false;
  const stop = (reason: string, exitCode: number): void => {
    // A second signal means that somebody is tired of waiting.
    if (isStopping) process.exit(exitCode || 1);
    isStopping = true;
    log.info('stopping', { reason });
    void shutDown(running, log).then((clean) => process.exit(clean ? exitCode : 1));
  };
  process.on('SIGTERM', () => stop('SIGTERM', 0));
  process.on('SIGINT', () => stop('SIGINT', 0));
  process.on('unhandledRejection', (error) => {
    log.error('unhandled rejection', { err: error });
    stop('unhandledRejection', 1);
  });
  process.on('uncaughtException', (error) => {
    log.error('uncaught exception', { err: error });
    stop('uncaughtException', 1);
  });
}

/** Requests in flight end, then the pools close, then an embedded database stops. */
async function shutDown({ app, database }: Running, log: LogService): Promise<boolean> {
  try {
    await within(shutdownLimitMs, app.close(), () => new Error('The shutdown took too long'));
    await database.stop();
    log.info('stopped');
    return true;
  } catch (error) {
    log.error('the shutdown was not clean', { err: error });
    await database.stop().catch(() => undefined);
    return false;
  }
}

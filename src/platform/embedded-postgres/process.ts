import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Account } from './account.js';
import { EmbeddedPostgresError, explain } from './errors.js';
import { readPostmasterFile } from './postmaster-file.js';
import { ServerLog } from './server-log.js';
import { startFailure } from './start-failure.js';
import { TOOL_ENVIRONMENT, asAccount } from './tool.js';

/** Crash recovery after a power loss is the slow case. */
const READY_TIMEOUT_MS = 60_000;
const POLL_MS = 10;

/** Fast shutdown, immediate shutdown, kill: each with its patience in milliseconds. */
const STOP_STEPS: readonly (readonly [NodeJS.Signals, number])[] = [
  ['SIGINT', 10_000],
  ['SIGQUIT', 5_000],
  ['SIGKILL', 5_000],
];

export interface ServerOptions {
  readonly postgres: string;
  readonly cluster: string;
  /** How PostgreSQL is told where `cluster` is; see directoryArgument(). */
  readonly directoryArgument: string;
  readonly account: Account | null;
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
  readonly logFile: string;
}

/** A running postmaster that is our child. */
export class ServerProcess {
  readonly pid: number;
  /** Resolves, with how it ended, once the process is gone and what it said has been read. */
  readonly ended: Promise<string>;
  #alive = true;
  #stopping: Promise<void> | undefined;
  readonly #child: ChildProcess;
  readonly #log: ServerLog;
  /** process.exit() and uncaught errors give no time to wait, but enough to ask for a shutdown. */
  readonly #onExit = (): void => void this.#child.kill('SIGINT');

  private constructor(child: ChildProcess, pid: number, log: ServerLog) {
    this.pid = pid;
    this.#child = child;
    this.#log = log;
    this.ended = this.#watch();
    process.once('exit', this.#onExit);
  }

  /** Resolves when it accepts connections on 127.0.0.1; rejects with a StartFailure, and nothing left running. */
  static async start(options: ServerOptions): Promise<ServerProcess> {
    const spawnedAt = Math.floor(Date.now() / 1000);
    const child = spawnPostgres(options);
    const pid = child.pid;
    if (pid === undefined) {
      throw explain(await new Promise((resolve) => child.once('error', resolve)), `Starting ${options.postgres}`);
    }
    const server = new ServerProcess(child, pid, new ServerLog(options.logFile));
    await server.#untilReady(options.cluster, spawnedAt);
    return server;
  }

  get isAlive(): boolean {
    return this.#alive;
  }

  lastLines(): string[] {
    return this.#log.lastLines();
  }

  /** Open transactions are rolled back, committed ones are on disk. Bounded; may be called again. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    for (const [signal, patienceMs] of STOP_STEPS) {
      if (!this.#alive) return;
      this.#child.kill(signal);
      if (await settlesWithin(this.ended, patienceMs)) return;
    }
    throw new EmbeddedPostgresError(`PostgreSQL (pid ${this.pid}) does not end, not even killed.`);
  }

  async #watch(): Promise<string> {
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#log.append(chunk);
    });
    const closed = new Promise((resolve) => this.#child.once('close', resolve));
    const how = await new Promise<string>((resolve) => {
      this.#child.once('exit', (code, signal) => {
        resolve(signal ?? `exit code ${code ?? 'unknown'}`);
      });
    });
    await settlesWithin(closed, 500);
    this.#alive = false;
    process.off('exit', this.#onExit);
    this.#log.close();
    return how;
  }

  /**
   * Its own pid file says so, as for pg_ctl: connecting instead could reach another program on a port taken meanwhile.
   * The time tells it from a dead server's file that names the same pid, usual in containers; 2 s are for clock steps.
   */
  async #untilReady(cluster: string, spawnedAt: number): Promise<void> {
    const deadline = performance.now() + READY_TIMEOUT_MS;
    while (this.#alive) {
      const file = await readPostmasterFile(cluster);
      if (file?.pid === this.pid && file.ready && file.startedAt >= spawnedAt - 2) return;
      if (performance.now() > deadline) {
        await this.stop();
        throw startFailure(`Starting PostgreSQL within ${READY_TIMEOUT_MS / 1000} s`, this.lastLines());
      }
      await delay(POLL_MS);
    }
    throw startFailure(`Starting PostgreSQL in ${cluster} (${await this.ended})`, this.lastLines());
  }
}

/**
 * A session of its own, so that Ctrl-C reaches us alone and we can drain first. Unreferenced: a program that forgot
 * stop() still ends.
 */
function spawnPostgres(options: ServerOptions): ChildProcess {
  const settings = Object.entries({ ...options.settings, port: String(options.port) });
  const args = ['-D', options.directoryArgument, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const child = spawn(options.postgres, args, {
    cwd: options.cluster,
    env: TOOL_ENVIRONMENT,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
    ...asAccount(options.account),
  });
  child.unref();
  (child.stderr as Socket | null)?.unref();
  return child;
}

async function settlesWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const timer = new AbortController();
  const late = delay(ms, false, { signal: timer.signal }).catch(() => false);
  const settled = await Promise.race([promise.then(() => true), late]);
  timer.abort();
  return settled;
}

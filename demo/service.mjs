import { spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const readyWithinMs = 120_000;
const pauseMs = 200;
const shownLines = 20;

/** Why the service is not, or no longer, there; with the end of its log. */
export class ServiceError extends Error {}

/** The built service as a process of its own, configured by its environment and nothing else. */
export class Service {
  /**
   * @param {object} options
   * @param {string} options.root the checkout
   * @param {NodeJS.ProcessEnv} options.env
   * @param {string} options.logFile is added to: JSON lines, and what the service says on stderr
   */
  constructor({ root, env, logFile }) {
    this.logFile = logFile;
    const log = openSync(logFile, 'a', 0o600);
    /** Bytes of earlier runs, or of another demo that is running. */
    this.logStart = fstatSync(log).size;
    this.child = spawn(process.execPath, ['dist/main.js'], {
      cwd: root,
      env,
      stdio: ['ignore', log, log],
      // Out of reach of Ctrl+C, which the terminal sends to a whole group: a second signal would cut its shutdown short.
      detached: process.platform !== 'win32',
    });
    closeSync(log);
    /** @type {Promise<number | string>} exit code or the signal that killed it */
    this.ended = new Promise((done) => {
      this.child.once('error', (error) => done(error.message));
      this.child.once('exit', (code, signal) => done(code ?? signal ?? 'unknown'));
    });
  }

  /**
   * Resolves when the service can serve.
   *
   * @param {string} url
   * @param {AbortSignal} stop
   * @throws {ServiceError}
   */
  async ready(url, stop) {
    const endsAt = performance.now() + readyWithinMs;
    let end = null;
    void this.ended.then((how) => (end = how));
    while (performance.now() < endsAt) {
      if (end !== null) throw this.explain(`The service ended while it started (${end}).`);
      if (await answers(`${url}/readyz`)) return;
      await sleep(pauseMs, undefined, { signal: stop });
    }
    throw this.explain(`The service is not ready after ${readyWithinMs / 1000} s.`);
  }

  /** @returns {Promise<boolean>} whether it ended as it should */
  async stop() {
    this.child.kill('SIGTERM');
    return (await this.ended) === 0;
  }

  kill() {
    this.child.kill('SIGKILL');
  }

  /** @param {string} what */
  explain(what) {
    const written = readFileSync(this.logFile).subarray(this.logStart).toString();
    const tail = written.trimEnd().split('\n').slice(-shownLines);
    return new ServiceError([what, `The end of ${this.logFile}:`, ...tail.map((line) => `  ${line}`)].join('\n'));
  }
}

/** @param {string} url */
async function answers(url) {
  try {
    const { status } = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    return status === 200;
  } catch {
    return false;
  }
}

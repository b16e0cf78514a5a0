import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/**
 * A server in a process of its own. It prints one JSON line with its URL (and what else it wants to say) once it listens.
 *
 * @param {string} script path below bench/
 * @param {Record<string, string>} env
 * @returns {Promise<{ url: string, ready: Record<string, any>, pid: number, stop(): Promise<void> }>}
 */
export async function startServer(script, env = {}) {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((done) => child.once('exit', done));
  const ready = await firstReport(child, script);
  const stop = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(timer);
  };
  return { url: ready.url, ready, pid: child.pid ?? 0, stop };
}

/** @param {import('node:child_process').ChildProcess} child @param {string} script */
function firstReport(child, script) {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code} before it was ready`)));
    createInterface({ input: /** @type {import('node:stream').Readable} */ (child.stdout) }).on('line', (line) => {
      const report = parse(line);
      if (report?.benchReady) resolve(report.benchReady);
    });
  });
}

/** @param {string} line */
function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

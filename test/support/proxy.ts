import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './app.js';

const hasHaproxy = spawnSync('haproxy', ['-v']).status === 0;

/** `describe` where haproxy is installed and a loud skip elsewhere; in CI its absence is a failure. */
export function describeWithHaproxy(title: string, suite: () => void): void {
  if (hasHaproxy) {
    describe(title, suite);
    return;
  }
  const hint = 'haproxy is not on the PATH (Debian: apt-get install haproxy)';
  if (process.env.CI) describe(title, () => it('finds haproxy', () => Promise.reject(new Error(hint))));
  else {
    process.stderr.write(`SKIPPED: ${title}: ${hint}\n`);
    describe.skip(title, suite);
  }
}

export interface Proxy {
  readonly port: number;
  close(): Promise<void>;
}

/** haproxy as operators set it up: it adds the client's address to `X-Forwarded-For` and passes on what was there. */
export async function startHaproxy(backendPorts: readonly number[]): Promise<Proxy> {
  const port = await freePort();
  const directory = await mkdtemp(join(tmpdir(), 'figbridge-haproxy-'));
  const file = join(directory, 'haproxy.cfg');
  await writeFile(file, configuration(port, backendPorts));
  const process = spawn('haproxy', ['-db', '-f', file], { stdio: 'ignore' });
  await listening(port, process);
  return {
    port,
    close: async () => {
      const gone = once(process, 'exit');
      process.kill('SIGKILL');
      await gone;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function configuration(port: number, backendPorts: readonly number[]): string {
  const servers = backendPorts.map((backend, index) => `  server s${index} 127.0.0.1:${backend}`);
  return [
    'defaults',
    '  mode http',
    '  option forwardfor',
    '  timeout connect 5s',
    '  timeout client 30s',
    '  timeout server 30s',
    'frontend in',
    `  bind 127.0.0.1:${port}`,
    `  bind [::1]:${port}`,
    '  default_backend out',
    'backend out',
    '  balance roundrobin',
    ...servers,
    '',
  ].join('\n');
}

async function listening(port: number, process: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt += 1) {
    if (process.exitCode !== null) throw new Error(`haproxy ended with code ${process.exitCode}`);
    const socket = connect(port, '127.0.0.1');
    const outcome = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'close').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (outcome) return;
    await pause(20);
  }
  throw new Error('haproxy does not listen');
}

/** The status of a GET that comes from a loopback address of the test's choice: all of 127.0.0.0/8 is this machine. */
export async function getFrom(
  from: string,
  port: number,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<number> {
  const host = from.includes(':') ? '::1' : '127.0.0.1';
  const call: ClientRequest = request({ host, port, path, headers, localAddress: from, agent: false });
  call.end();
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  return response.statusCode ?? 0;
}

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './app.js';

const hasServer = spawnSync('redis-server', ['--version']).status === 0;

/**
 * `describe` where a Redis can be had, and a loud skip elsewhere; in CI its absence is a failure. Suites that stop and
 * kill the server need the program itself, the others are content with REDIS_URL.
 */
export function describeWithRedis(title: string, needs: 'any' | 'own', suite: () => void): void {
  const isThere = hasServer || (needs === 'any' && process.env.REDIS_URL !== undefined);
  if (isThere) {
    describe(title, suite);
    return;
  }
  const hint = 'redis-server is not on the PATH (Debian: apt-get install redis-server)';
  if (process.env.CI) describe(title, () => it('finds Redis', () => Promise.reject(new Error(hint))));
  else {
    process.stderr.write(`SKIPPED: ${title}: ${hint}\n`);
    describe.skip(title, suite);
  }
}

/** A server of REDIS_URL, else one of this test's own. */
export async function redisUrl(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const { REDIS_URL: url } = process.env;
  return url === undefined ? TestRedis.start() : { url, close: () => Promise.resolve() };
}

/** A Redis server of one test, which may be killed, paused and started again on the same port. It stores nothing. */
export class TestRedis {
  private server: ChildProcess | null = null;

  private constructor(
    readonly port: number,
    private readonly directory: string,
  ) {}

  static async start(): Promise<TestRedis> {
    const redis = new TestRedis(await freePort(), await mkdtemp(join(tmpdir(), 'figbridge-redis-')));
    await redis.start();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Resolves when it answers. */
  async start(): Promise<void> {
    const settings = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--dir', this.directory];
    this.server = spawn('redis-server', settings, { stdio: 'ignore' });
    const endsAt = performance.now() + 15_000;
    while ((await this.command('PING').catch(() => '')) !== '+PONG') {
      if (performance.now() > endsAt) throw new Error('redis-server does not answer');
      await pause(20);
    }
  }

  async kill(): Promise<void> {
    if (!this.server) return;
    const gone = once(this.server, 'exit');
    this.server.kill('SIGKILL');
    this.server = null;
    await gone;
  }

  /** Connections stay open and nothing is answered, as on a machine that has frozen. */
  freeze(): void {
    this.server?.kill('SIGSTOP');
  }

  thaw(): void {
    this.server?.kill('SIGCONT');
  }

  /** One inline command; answers its first line. */
  async command(text: string): Promise<string> {
    const socket = connect(this.port, '127.0.0.1');
    try {
      socket.write(`${text}\r\n`);
      const [answer] = (await once(socket, 'data')) as [Buffer];
      return answer.toString('utf8').split('\r\n', 1)[0]!;
    } finally {
      socket.destroy();
    }
  }

  async close(): Promise<void> {
    await this.kill();
    await rm(this.directory, { recursive: true, force: true });
  }
}

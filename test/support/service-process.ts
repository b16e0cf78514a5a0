import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const entry = join(root, 'dist/main.js');

export interface ServiceProcess {
  readonly child: ChildProcess;
  /** Lines so far, without the last unfinished one. */
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
  /** Resolves with the exit code; null after a signal that was not caught. */
  readonly exited: Promise<number | null>;
  /** Resolves with the line, or rejects when the process ends without it. */
  line(of: 'stdout' | 'stderr', pattern: RegExp): Promise<string>;
}

/** The built service, configured by `env` and nothing else. */
export function runService(env: Readonly<Record<string, string>>): ServiceProcess {
  if (!existsSync(entry)) throw new Error('The service is not built: run "npm run build" first.');
  const child = spawn(process.execPath, [entry], { cwd: root, env: { PATH: process.env.PATH, ...env } });
  const stdout = new Lines(child.stdout);
  const stderr = new Lines(child.stderr);
  // `close`, not `exit`: what was written last has been read by then.
  const exited = new Promise<number | null>((done) => child.once('close', (code) => done(code)));
  const line = (of: 'stdout' | 'stderr', pattern: RegExp): Promise<string> =>
    Promise.race([
      (of === 'stdout' ? stdout : stderr).find(pattern),
      exited.then((code) =>
        Promise.reject(new Error(`ended with ${code}: ${[...stderr.lines, ...stdout.lines].join('\n')}`)),
      ),
    ]);
  // A process that ends while nobody waits for a line is no unhandled rejection.
  return { child, stdout: stdout.lines, stderr: stderr.lines, exited, line };
}

class Lines {
  readonly lines: string[] = [];
  private rest = '';
  private readonly waiting = new Set<() => void>();

  constructor(stream: NodeJS.ReadableStream) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      const parts = (this.rest + text).split('\n');
      this.rest = parts.pop() ?? '';
      this.lines.push(...parts);
      for (const look of this.waiting) look();
    });
  }

  find(pattern: RegExp): Promise<string> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.lines.find((line) => pattern.test(line));
        if (found === undefined) return;
        this.waiting.delete(look);
        resolve(found);
      };
      this.waiting.add(look);
      look();
    });
  }
}

import { closeSync, openSync, renameSync, writeSync } from 'node:fs';

const MAX_BYTES = 1024 * 1024;
const KEPT_LINES = 20;

/**
 * PostgreSQL's stderr: the newest 1 to 2 MiB in `path` and `path.1`, the last lines in memory.
 * Writing is synchronous, as the lines are few and the last ones before a crash are those that matter; a disk that
 * cannot take them costs the lines, never the service.
 */
export class ServerLog {
  readonly #path: string;
  #file: number | null = null;
  #bytes = 0;
  #partial = '';
  #lines: string[] = [];

  constructor(path: string) {
    this.#path = path;
    this.#rotate();
  }

  append(chunk: Buffer): void {
    const [partial = '', ...complete] = (this.#partial + chunk.toString('utf8')).split('\n').reverse();
    this.#partial = partial.slice(-64 * 1024);
    this.#lines = [...this.#lines, ...complete.reverse()].slice(-KEPT_LINES);
    this.#write(chunk);
  }

  lastLines(): string[] {
    return this.#partial === '' ? [...this.#lines] : [...this.#lines, this.#partial];
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  #write(chunk: Buffer): void {
    if (this.#file === null) return;
    try {
      writeSync(this.#file, chunk);
      this.#bytes += chunk.length;
      if (this.#bytes >= MAX_BYTES) this.#rotate();
    } catch {
      // A full disk; the lines in memory remain.
    }
  }

  #rotate(): void {
    this.close();
    try {
      renameSync(this.#path, `${this.#path}.1`);
    } catch {
      // There is none yet.
    }
    try {
      this.#file = openSync(this.#path, 'w', 0o600);
      this.#bytes = 0;
    } catch {
      this.#file = null;
    }
  }
}

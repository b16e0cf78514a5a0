import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerLog } from './server-log.js';

describe('ServerLog', () => {
  let directory: string;
  let path: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'figbridge-log-'));
    path = join(directory, 'postgres.log');
  });

  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  it('keeps the last twenty lines, wherever the chunks were cut', () => {
    const log = new ServerLog(path);
    const text = Array.from({ length: 30 }, (_, n) => `line ${n} ✓`).join('\n') + '\nunfinished';
    for (const half of [text.slice(0, 100), text.slice(100)]) log.append(Buffer.from(half));
    expect(log.lastLines()).toEqual([...Array.from({ length: 20 }, (_, n) => `line ${n + 10} ✓`), 'unfinished']);
    log.close();
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('never holds more than 2 MiB in files that only we can read, and keeps the newest', () => {
    const log = new ServerLog(path);
    for (let n = 0; n < 50; n++) log.append(Buffer.from(`${n} `.padEnd(100_000, '.') + '\n'));
    log.append(Buffer.from('the end\n'));
    log.close();
    const files = readdirSync(directory).map((name) => join(directory, name));
    const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
    expect(bytes).toBeLessThan(2.2 * 1024 * 1024);
    expect(files.map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600]);
    expect(readFileSync(path, 'utf8')).toMatch(/the end\n$/);
  });

  it('starts a new file and keeps the one before', () => {
    for (const text of ['first\n', 'second\n', 'third\n']) {
      const log = new ServerLog(path);
      log.append(Buffer.from(text));
      log.close();
    }
    expect(readFileSync(path, 'utf8')).toBe('third\n');
    expect(readFileSync(`${path}.1`, 'utf8')).toBe('second\n');
  });

  it('still knows the last lines when it cannot write, and bounds a line without an end', () => {
    const log = new ServerLog(join(directory, 'missing', 'postgres.log'));
    log.append(Buffer.from('FATAL: no\n'));
    log.append(Buffer.alloc(1024 * 1024, 'x'));
    expect(log.lastLines()).toEqual(['FATAL: no', 'x'.repeat(64 * 1024)]);
    expect(existsSync(join(directory, 'missing'))).toBe(false);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimOwnership } from './ownership.js';
import { identify, isAlive } from './process-table.js';

describe('process identity', () => {
  it('is stable while the process lives and dead afterwards', async () => {
    const child = spawn('/bin/sleep', ['60']);
    const identity = (await identify(child.pid!))!;
    expect(identity).toMatch(new RegExp(`^${child.pid}-[0-9a-f]{16}$`));
    expect(await identify(child.pid!)).toBe(identity);
    expect(await isAlive(identity)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await identify(child.pid!)).toBeNull();
    expect(await isAlive(identity)).toBe(false);
  });

  it('differs when another process has the pid', async () => {
    expect(await isAlive(`${process.pid}-0123456789abcdef`)).toBe(false);
  });
});

describe('claimOwnership', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'figbridge-owner-'));
  });

  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  it('is exclusive until it is released, and may be released twice', async () => {
    const first = await claimOwnership(directory);
    await expect(claimOwnership(directory)).rejects.toThrow(/already in use by this process/);
    await first.release();
    await first.release();
    const second = await claimOwnership(directory);
    await second.release();
    expect(await readdir(directory)).toEqual([]);
  });

  it('removes what dead owners left, not what else is there', async () => {
    await writeFile(join(directory, `owner-${process.pid}-0123456789abcdef`), '');
    await writeFile(join(directory, 'password'), '');
    const { release } = await claimOwnership(directory);
    await release();
    expect(await readdir(directory)).toEqual(['password']);
  });

  it('withdraws from a living owner and leaves its claim', async () => {
    const owner = spawn('/bin/sleep', ['60']);
    await writeFile(join(directory, `owner-${(await identify(owner.pid!))!}`), '');
    await expect(claimOwnership(directory)).rejects.toThrow(`already in use by process ${owner.pid}`);
    expect(await readdir(directory)).toEqual([expect.stringContaining(`owner-${owner.pid}-`)]);
    owner.kill('SIGKILL');
    await once(owner, 'exit');
  });
});

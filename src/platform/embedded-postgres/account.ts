import { lchown, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { unlessMissing } from './errors.js';
import { type Account, runTool } from './tool.js';

export type { Account } from './tool.js';

/** The kernel's overflow id. Numeric, because not every system names it `nobody`. */
const UNPRIVILEGED: Account = { uid: 65534, gid: 65534 };

/** A user's own cluster stays that user's, so that `sudo` once does not lock them out of it. */
export async function chooseAccount(cluster: string): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  const existing = await unlessMissing(stat(cluster));
  return existing === null || existing.uid === 0 ? UNPRIVILEGED : { uid: existing.uid, gid: existing.gid };
}

/** Asks the kernel as that account; mode bits of every parent, ACLs and mounts are then all taken into account. */
export async function canEnter(directory: string, account: Account | null): Promise<boolean> {
  const { code } = await runTool('/bin/sh', ['-c', 'cd "$0" 2>/dev/null', directory], { account, cwd: '/' });
  return code === 0;
}

/** Links are handed over themselves, never what they point at. */
export async function handOver(path: string, account: Account): Promise<void> {
  const entries = await readdir(path, { withFileTypes: true });
  for (const entry of entries) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) await handOver(child, account);
    else await lchown(child, account.uid, account.gid);
  }
  await lchown(path, account.uid, account.gid);
}

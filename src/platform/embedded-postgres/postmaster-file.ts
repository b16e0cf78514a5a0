import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unlessMissing } from './errors.js';

export const POSTMASTER_FILE = 'postmaster.pid';

/** PostgreSQL's own lock file, one value a line (its miscadmin.h): pid, data directory, start time, port, … and eighth the status. */
export interface PostmasterFile {
  readonly pid: number;
  /** Unix time, seconds. */
  readonly startedAt: number;
  readonly ready: boolean;
}

/** `null`: none, or not written yet. */
export async function readPostmasterFile(cluster: string): Promise<PostmasterFile | null> {
  const text = await unlessMissing(readFile(join(cluster, POSTMASTER_FILE), 'utf8'));
  const lines = text?.split('\n') ?? [];
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 0
    ? { pid, startedAt: Number(lines[2]), ready: lines[7]?.trim() === 'ready' }
    : null;
}

import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedPostgresError, unlessMissing } from './errors.js';
import { POSTMASTER_FILE, readPostmasterFile } from './postmaster-file.js';
import { isPidTaken, serversIn, signal } from './process-table.js';

const POLL_MS = 20;

/** Fast shutdown, immediate shutdown, and the end of patience. */
const ESCALATION: readonly (readonly [NodeJS.Signals, number])[] = [
  ['SIGINT', 10_000],
  ['SIGQUIT', 5_000],
];

/**
 * Ends the PostgreSQL that a killed owner left running in `cluster`. Only the cluster's owner may call it.
 * Committed rows are safe: even the last resort is what PostgreSQL's crash recovery is for.
 */
export async function stopOrphan(cluster: string, log: (line: string) => void): Promise<void> {
  const servers = await findServers(cluster);
  if (servers.length > 0) {
    log(`stopping the PostgreSQL (pid ${servers[0] ?? ''}) that an earlier run left behind`);
    await stopServers(cluster);
  }
  await removeMisleadingPidFile(cluster);
}

async function findServers(cluster: string): Promise<number[]> {
  const file = await readPostmasterFile(cluster);
  return serversIn(cluster, file?.pid ?? null);
}

async function stopServers(cluster: string): Promise<void> {
  for (const [name, patienceMs] of ESCALATION) {
    const postmaster = await findPostmaster(cluster);
    if (postmaster !== null) signal(postmaster, name);
    if (await goneWithin(cluster, patienceMs)) return;
  }
  for (const pid of await findServers(cluster)) signal(pid, 'SIGKILL');
  if (await goneWithin(cluster, 5_000)) return;
  throw new EmbeddedPostgresError(
    `A PostgreSQL left in ${cluster} does not end. Restart the machine, or use another DATA_DIR.`,
  );
}

/** Its children must not get these signals: a SIGINT means something else to each of them. They end with it. */
async function findPostmaster(cluster: string): Promise<number | null> {
  const named = (await readPostmasterFile(cluster))?.pid ?? null;
  const servers = await serversIn(cluster, named);
  if (named !== null) return servers.includes(named) ? named : null;
  return servers.length === 1 ? (servers[0] ?? null) : null;
}

async function goneWithin(cluster: string, patienceMs: number): Promise<boolean> {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    if ((await findServers(cluster)).length === 0) return true;
    await delay(POLL_MS);
  }
  return false;
}

/**
 * PostgreSQL refuses to start while the pid in its lock file is taken, be it by somebody else, as after a reboot, or by
 * the zombie of the last one. None of its processes is left when this runs. A file whose pid is free is left to PostgreSQL, which also checks for shared memory in use.
 */
async function removeMisleadingPidFile(cluster: string): Promise<void> {
  const file = await readPostmasterFile(cluster);
  if (file === null || !isPidTaken(file.pid)) return;
  await unlessMissing(unlink(join(cluster, POSTMASTER_FILE)));
}

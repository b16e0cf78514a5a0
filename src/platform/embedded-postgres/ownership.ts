import { readdir, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedPostgresError, errorCode, unlessMissing } from './errors.js';
import { identify, isAlive } from './process-table.js';

const PREFIX = 'owner-';
/** A rival that only lost the same race withdraws within milliseconds; one still there after this is the owner. */
const RIVAL_PATIENCE_MS = 1_000;

export interface Ownership {
  release(): Promise<void>;
}

/**
 * Makes this process the only owner of `directory` until it releases it or dies; throws while another living process is.
 *
 * Every process publishes a file of its own name and looks for others afterwards, so of two at least one sees the other.
 * No file of a living process is ever removed, which is what goes wrong with one shared lock file: two processes find it
 * stale, and the slower one deletes the lock the faster one has just taken.
 */
export async function claimOwnership(directory: string): Promise<Ownership> {
  const mine = `${PREFIX}${(await identify(process.pid)) ?? process.pid}`;
  await publish(directory, mine);
  const release = async (): Promise<void> => {
    await unlessMissing(unlink(join(directory, mine)));
  };
  try {
    await outlastRivals(directory, mine);
  } catch (error) {
    await release();
    throw error;
  }
  return { release };
}

async function publish(directory: string, name: string): Promise<void> {
  try {
    await writeFile(join(directory, name), '', { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (errorCode(error) === 'EEXIST') throw refusal(directory, name);
    throw error;
  }
}

/** Of several that claim at once the one with the smallest name waits for the rest to withdraw: exactly one wins. */
async function outlastRivals(directory: string, mine: string): Promise<void> {
  const deadline = performance.now() + RIVAL_PATIENCE_MS;
  for (;;) {
    const rivals = await livingRivals(directory, mine);
    const [first] = rivals.sort();
    if (first === undefined) return;
    if (first < mine || performance.now() > deadline) throw refusal(directory, first);
    await delay(20);
  }
}

async function livingRivals(directory: string, mine: string): Promise<string[]> {
  const others = (await readdir(directory)).filter((name) => name.startsWith(PREFIX) && name !== mine);
  const living: string[] = [];
  for (const name of others) {
    if (await isAlive(name.slice(PREFIX.length))) living.push(name);
    else await unlessMissing(unlink(join(directory, name)));
  }
  return living;
}

function refusal(directory: string, owner: string): EmbeddedPostgresError {
  const pid = owner.slice(PREFIX.length).split('-')[0] ?? '';
  const who = pid === String(process.pid) ? 'this process' : `process ${pid}`;
  return new EmbeddedPostgresError(
    `The database in ${directory} is already in use by ${who}. Stop that one first, or give this one another DATA_DIR.`,
  );
}

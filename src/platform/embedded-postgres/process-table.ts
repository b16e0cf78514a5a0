import { createHash } from 'node:crypto';
import { readFile, readdir, readlink } from 'node:fs/promises';
import { errorCode } from './errors.js';
import { runTool } from './tool.js';

interface ProcessStatus {
  readonly command: string;
  readonly state: string;
  /** Clock ticks since boot. */
  readonly startTicks: string;
}

/** proc(5), `/proc/pid/stat`. The command may hold spaces and parentheses, so fields count from its last one. */
function parseStat(stat: string): ProcessStatus {
  const open = stat.indexOf('(');
  const close = stat.lastIndexOf(')');
  const fields = stat.slice(close + 2).split(' ');
  return { command: stat.slice(open + 1, close), state: fields[0] ?? '', startTicks: fields[19] ?? '' };
}

/** `null`: there is none, or only its zombie. */
async function linuxStatus(pid: number): Promise<ProcessStatus | null> {
  try {
    const status = parseStat(await readFile(`/proc/${pid}/stat`, 'utf8'));
    return status.state === 'Z' || status.state === 'X' ? null : status;
  } catch {
    return null;
  }
}

async function ps(pid: number, column: string): Promise<string | null> {
  const { code, output } = await runTool('/bin/ps', ['-o', `${column}=`, '-p', String(pid)], {
    account: null,
    cwd: '/',
  });
  return code === 0 && output.trim() !== '' ? output.trim() : null;
}

async function startOf(pid: number): Promise<string | null> {
  if (process.platform !== 'linux') return ps(pid, 'lstart');
  const status = await linuxStatus(pid);
  if (status === null) return null;
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  return `${boot.trim()} ${status.startTicks}`;
}

/**
 * Names a process for good: pids are reused, within one boot and after the next, a pid with its start is not.
 * File-name safe. `null`: no such process. Processes of other containers are not seen at all.
 */
export async function identify(pid: number): Promise<string | null> {
  const start = await startOf(pid);
  return start === null ? null : `${pid}-${createHash('sha256').update(start).digest('hex').slice(0, 16)}`;
}

/** A process hidden from us (`hidepid`) but there counts as the one meant: refusing is the safe mistake. */
export async function isAlive(identity: string): Promise<boolean> {
  const pid = Number(identity.split('-')[0]);
  const current = await identify(pid);
  return current === null ? isHidden(pid) : current === identity;
}

function isHidden(pid: number): boolean {
  return probe(pid) === 'EPERM';
}

/** As PostgreSQL sees it: a zombie that nobody reaps, usual in containers, still has its pid. */
export function isPidTaken(pid: number): boolean {
  return probe(pid) !== 'ESRCH';
}

/** The errno name of kill(2) with signal 0; `undefined` when it is permitted. */
function probe(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
    return undefined;
  } catch (error) {
    return errorCode(error);
  }
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}

/**
 * The PostgreSQL processes, postmaster and children, that work in `cluster` (an absolute real path).
 * Linux finds them by working directory, which also shows one that has not written its pid file yet, and children whose
 * postmaster is dead. Elsewhere only `candidate`, the pid of the pid file, can be told.
 */
export async function serversIn(cluster: string, candidate: number | null): Promise<number[]> {
  if (process.platform === 'linux') return linuxServersIn(cluster);
  if (candidate === null) return [];
  const command = await ps(candidate, 'args');
  return command?.includes(cluster) === true ? [candidate] : [];
}

async function linuxServersIn(cluster: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(pids.map(async (pid) => ((await isServerIn(pid, cluster)) ? pid : null)));
  return found.filter((pid) => pid !== null);
}

/** The command is checked too: a person's shell may well stand in that directory. */
async function isServerIn(pid: number, cluster: string): Promise<boolean> {
  const directory = await readlink(`/proc/${pid}/cwd`).catch(() => null);
  return directory === cluster && (await linuxStatus(pid))?.command === 'postgres';
}

import { spawn } from 'node:child_process';
import { errorCode, reasonOf } from './errors.js';

/** Whom PostgreSQL runs as when we are root, which it refuses to be. `null`: as ourselves. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL's whole environment: our own holds secrets, and its uid may not be ours alone. */
export const TOOL_ENVIRONMENT = { LC_ALL: 'C', TZ: 'UTC' };

/** spawn() options that change the user; libuv enters `cwd` first, so `cwd` may lie where that user cannot go. */
export function asAccount(account: Account | null): { uid?: number; gid?: number } {
  return account === null ? {} : { uid: account.uid, gid: account.gid };
}

export interface ToolResult {
  /** `null`: it never ran, or a signal ended it. */
  readonly code: number | null;
  /** stdout and stderr as they came; why it could not run when it did not. */
  readonly output: string;
  /** errno name when it could not be started at all. */
  readonly spawnError?: string | undefined;
}

export interface ToolOptions {
  readonly account: Account | null;
  readonly cwd: string;
  /** File descriptor to read from. */
  readonly stdin?: number;
  readonly timeoutMs?: number;
}

/** Runs a short-lived program to its end. Never rejects: a program that cannot be run is an answer here. */
export function runTool(file: string, args: readonly string[], options: ToolOptions): Promise<ToolResult> {
  return new Promise((resolve) => {
    const failed = (error: unknown): void => {
      resolve({
        code: null,
        output: reasonOf(error),
        spawnError: errorCode(error),
      });
    };
    try {
      const child = spawn(file, args, {
        cwd: options.cwd,
        env: TOOL_ENVIRONMENT,
        stdio: [options.stdin ?? 'ignore', 'pipe', 'pipe'],
        timeout: options.timeoutMs ?? 10_000,
        killSignal: 'SIGKILL',
        ...asAccount(options.account),
      });
      const chunks: Buffer[] = [];
      child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
      child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
      child.once('error', failed);
      child.once('close', (code) => {
        resolve({ code, output: Buffer.concat(chunks).toString('utf8') });
      });
    } catch (error) {
      failed(error);
    }
  });
}

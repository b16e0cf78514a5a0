/** The message is for the person who started the service: what is wrong and what to do about it. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}

export const DISK_FULL_ADVICE = 'The disk is full: free some space, or point DATA_DIR at another disk.';

const ADVICE: Record<string, string> = {
  ENOSPC: DISK_FULL_ADVICE,
  EDQUOT: 'The disk quota is used up: free some space, or point DATA_DIR at another disk.',
  EROFS: 'That file system is read-only: point DATA_DIR at a place that can be written to.',
  EACCES: 'That is not permitted: give this user the directory, or point DATA_DIR at one it owns.',
  EPERM: 'That is not permitted: give this user the directory, or point DATA_DIR at one it owns.',
  ENOTDIR: 'A part of that path is a file: point DATA_DIR at a directory.',
  EEXIST: 'A file of that name is in the way: point DATA_DIR at a directory.',
  EINVAL: 'The system refused it; inside a container, run as a user that is mapped there.',
};

/** Asks for the field, not for `instanceof Error`: under Jest an error of `node:fs` is another realm's. */
export function errorCode(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Puts a failed system call into words. What is already in words stays as it is. */
export function explain(error: unknown, doing: string): EmbeddedPostgresError {
  if (error instanceof EmbeddedPostgresError) return error;
  const advice = ADVICE[errorCode(error) ?? ''] ?? '';
  return new EmbeddedPostgresError(`${doing} failed: ${reasonOf(error)}. ${advice}`.trim(), { cause: error });
}

/** Resolves to null instead of rejecting when the path does not exist. */
export async function unlessMissing<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

export function reasonOf(error: unknown): string {
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : undefined;
  return typeof message === 'string' ? message : String(error);
}

import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const schema = z.object({ jwtSecret: z.string().min(1), tokenEncryptionKeys: z.string().min(1) });

export interface DevelopmentSecrets extends z.infer<typeof schema> {
  readonly file: string;
  /** This call made the file; otherwise it was there, or another process was faster. */
  readonly created: boolean;
  /** The file could be read by other users of the machine until now. */
  readonly wasExposed: boolean;
}

/** The message is for people and names the directory, never a secret. */
export class DevelopmentSecretsError extends Error {}

/** The secrets of this data directory, or null when none were generated yet. */
export function findDevelopmentSecrets(dataDir: string): DevelopmentSecrets | null {
  const file = join(dataDir, 'secrets.json');
  try {
    const text = readFileSync(file, 'utf8');
    return { ...parseSecrets(text), file, created: false, wasExposed: tighten(file) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw asSecretsError(error);
  }
}

/**
 * Generates secrets on the first call and returns the same ones ever after. Processes that start at the same time agree:
 * the complete file appears under its name by `link`, which succeeds for exactly one of them.
 */
export function loadDevelopmentSecrets(dataDir: string): DevelopmentSecrets {
  const existing = findDevelopmentSecrets(dataDir);
  if (existing) return existing;
  const created = createOnce(dataDir);
  const secrets = findDevelopmentSecrets(dataDir);
  if (!secrets) throw new DevelopmentSecretsError('secrets.json vanished while it was read: start again');
  return { ...secrets, created };
}

function createOnce(dataDir: string): boolean {
  const temporary = join(dataDir, `.secrets-${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeDurably(temporary, generate());
    return linkUnlessExists(temporary, join(dataDir, 'secrets.json'));
  } catch (error) {
    throw asSecretsError(error);
  } finally {
    removeIfExists(temporary);
  }
}

function generate(): string {
  const secrets = {
    jwtSecret: randomBytes(48).toString('base64url'),
    tokenEncryptionKeys: `dev:${randomBytes(32).toString('base64')}`,
  };
  return `${JSON.stringify(secrets, null, 2)}\n`;
}

/** `wx` with 0600: the file is never, not even for a moment, readable by others. */
function writeDurably(file: string, text: string): void {
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function linkUnlessExists(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function removeIfExists(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // It was never made, or the directory is read-only; the error that matters is already on its way.
  }
}

function parseSecrets(text: string): z.infer<typeof schema> {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new DevelopmentSecretsError(
      'holds a damaged secrets.json: restore it, or delete it to generate new secrets (stored connections become unreadable)',
    );
  }
}

/** Windows reports modes it does not keep. */
function tighten(file: string): boolean {
  if (process.platform === 'win32' || (statSync(file).mode & 0o077) === 0) return false;
  chmodSync(file, 0o600);
  return true;
}

function asSecretsError(error: unknown): DevelopmentSecretsError {
  if (error instanceof DevelopmentSecretsError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
  return new DevelopmentSecretsError(
    `cannot hold generated secrets (${code}): point it at a writable directory, or set JWT_SECRET and TOKEN_ENCRYPTION_KEYS`,
  );
}

import { createHash } from 'node:crypto';
import type { AuthenticatedUser } from './authenticated-user.js';

const mostTokens = 10_000;
const longestMs = 300_000;

interface Entry {
  readonly user: AuthenticatedUser;
  readonly until: number;
}

/**
 * Tokens whose signature has been checked, so that a busy client is not checked again each time. By hash, never by the
 * token itself; until the token's `exp`, and no longer than five minutes, so that a withdrawn key is noticed.
 */
export class VerifiedTokens {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly now: () => number = () => Date.now()) {}

  find(token: string): AuthenticatedUser | null {
    const key = keyOf(token);
    const entry = this.entries.get(key);
    if (!entry) return null;
    if (entry.until > this.now()) return entry.user;
    this.entries.delete(key);
    return null;
  }

  remember(token: string, user: AuthenticatedUser): void {
    if (this.entries.size >= mostTokens) {
      const [oldest] = this.entries.keys();
      if (oldest !== undefined) this.entries.delete(oldest);
    }
    const until = Math.min(user.expiresAt.getTime(), this.now() + longestMs);
    this.entries.set(keyOf(token), { user, until });
  }
}

function keyOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}

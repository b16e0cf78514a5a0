import { randomBytes } from 'node:crypto';
import type { SandboxClock } from '../clock.js';

/** Figma's documented lifetime of an authorization code. */
export const CODE_LIFETIME_MS = 30_000;

export interface AuthorizationCode {
  readonly code: string;
  readonly clientId: string;
  readonly userId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  /** PKCE S256 challenge, when the request had one. */
  readonly codeChallenge: string | null;
  readonly expiresAt: number;
}

export interface AccessToken {
  readonly token: string;
  readonly clientId: string;
  readonly userId: string;
  readonly scopes: readonly string[];
  /** Milliseconds since the epoch, on the sandbox's clock. */
  expiresAt: number;
}

export interface RefreshToken {
  readonly token: string;
  readonly clientId: string;
  readonly userId: string;
  readonly scopes: readonly string[];
}

type Owner = Pick<AccessToken, 'clientId' | 'userId'>;
type GrantedAccess = Owner & Pick<AccessToken, 'scopes'>;

const secret = (prefix: string): string => prefix + randomBytes(30).toString('base64url');
const isSameOwner = (a: Owner, b: Owner): boolean => a.clientId === b.clientId && a.userId === b.userId;

/** Codes and tokens. There is one live access token per (app, user): issuing another one ends the one before. */
export class GrantStore {
  private readonly codes = new Map<string, AuthorizationCode>();
  private readonly accessTokens = new Map<string, AccessToken>();
  private readonly refreshTokens = new Map<string, RefreshToken>();

  constructor(private readonly clock: SandboxClock) {}

  issueCode(grant: Omit<AuthorizationCode, 'code' | 'expiresAt'>): string {
    const code = secret('');
    this.codes.set(code, { ...grant, code, expiresAt: this.clock.now() + CODE_LIFETIME_MS });
    return code;
  }

  /** Spends the code: whoever presents it first, with the right client, has used it up even if a later check fails. */
  redeemCode(code: string, clientId: string): AuthorizationCode | null {
    const found = this.codes.get(code);
    if (found?.clientId !== clientId) return null;
    this.codes.delete(code);
    return found.expiresAt > this.clock.now() ? found : null;
  }

  issueRefreshToken({ clientId, userId, scopes }: GrantedAccess): RefreshToken {
    const refreshToken = { token: secret('figur_'), clientId, userId, scopes };
    this.refreshTokens.set(refreshToken.token, refreshToken);
    return refreshToken;
  }

  issueAccessToken({ clientId, userId, scopes }: GrantedAccess, lifetimeSeconds: number): AccessToken {
    deleteWhere(this.accessTokens, (token) => isSameOwner(token, { clientId, userId }));
    const expiresAt = this.clock.now() + lifetimeSeconds * 1000;
    const accessToken = { token: secret('figu_'), clientId, userId, scopes, expiresAt };
    this.accessTokens.set(accessToken.token, accessToken);
    return accessToken;
  }

  /** Also finds expired tokens: Figma tells them from unknown ones. */
  findAccessToken(token: string): AccessToken | undefined {
    return this.accessTokens.get(token);
  }

  findRefreshToken(token: string): RefreshToken | undefined {
    return this.refreshTokens.get(token);
  }

  liveAccessTokens(): readonly AccessToken[] {
    return [...this.accessTokens.values()].filter((token) => token.expiresAt > this.clock.now());
  }

  /** What the user does in Figma's settings: access and refresh tokens end together. */
  revoke(userId: string, clientId?: string): void {
    const isRevoked = (token: Owner): boolean =>
      token.userId === userId && token.clientId === (clientId ?? token.clientId);
    deleteWhere(this.accessTokens, isRevoked);
    deleteWhere(this.refreshTokens, isRevoked);
  }

  expireAccessTokens(): void {
    for (const token of this.accessTokens.values()) token.expiresAt = this.clock.now();
  }

  reset(): void {
    this.codes.clear();
    this.accessTokens.clear();
    this.refreshTokens.clear();
  }
}

function deleteWhere<T>(map: Map<string, T>, matches: (value: T) => boolean): void {
  for (const [key, value] of map) if (matches(value)) map.delete(key);
}

/** A user's connection as the rest of the service may see it: without tokens. */
export interface Connection {
  readonly userId: string;
  readonly provider: string;
  readonly isActive: boolean;
  readonly statusReason: string | null;
  readonly scopes: readonly string[];
  readonly providerUserId: string;
  readonly providerUsername: string | null;
  readonly providerEmail: string | null;
  readonly metadata: { readonly handle?: string | null; readonly avatarUrl?: string | null };
  /** When the present connection began. */
  readonly connectedAt: Date;
  /** Exact to a minute. */
  readonly lastUsedAt: Date | null;
  readonly expiresAt: Date | null;
}

/** What only the vault sees: the ciphertexts, and what the database's clock says about them. */
export interface StoredConnection extends Connection {
  readonly id: string;
  readonly grantId: string | null;
  readonly clientId: string | null;
  readonly generation: string | null;
  readonly accessToken: string | null;
  readonly refreshToken: string | null;
  /** Less than five minutes are left. */
  readonly isDue: boolean;
  readonly isExpired: boolean;
  /** A refresh failed within the last 30 seconds. */
  readonly isCoolingDown: boolean;
  /** Within the last minute, and nothing about the row needs mending. */
  readonly isUseRecorded: boolean;
}

export type ConnectionStatus = 'connected' | 'degraded' | 'needs_reconnect' | 'not_connected';

/** Stable words that the settings page has texts for. */
export type StatusReason =
  | 'token_expired'
  | 'refresh_rejected'
  | 'revoked_at_provider'
  | 'vault_key_unavailable'
  | 'scopes_missing'
  | 'provider_unavailable';

/** No call is made with these: only a new consent helps. */
const deadReasons: ReadonlySet<string> = new Set<StatusReason>([
  'token_expired',
  'refresh_rejected',
  'revoked_at_provider',
]);

export function isDead(reason: string | null): boolean {
  return reason !== null && deadReasons.has(reason);
}

export function statusOf(connection: { isActive: boolean; statusReason: string | null }): ConnectionStatus {
  if (!connection.isActive) return 'not_connected';
  if (connection.statusReason === null) return 'connected';
  const lost = isDead(connection.statusReason) || connection.statusReason === 'vault_key_unavailable';
  return lost ? 'needs_reconnect' : 'degraded';
}

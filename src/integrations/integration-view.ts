import type { Connection } from '../tokens/connection.js';
import { statusOf } from '../tokens/status.js';
import type { IntegrationDto } from './integrations.dto.js';

/** A connection as its owner sees it. `avatarUrl` is ours, never the provider's. */
export function toIntegration(connection: Connection, avatarUrl: string | null): IntegrationDto {
  const { isActive } = connection;
  return {
    provider: connection.provider,
    connected: isActive,
    connectedAt: isActive ? connection.connectedAt.toISOString() : null,
    lastUsed: connection.lastUsedAt?.toISOString() ?? null,
    providerUsername: connection.providerUsername,
    scopes: isActive ? [...connection.scopes] : [],
    status: statusOf(connection),
    statusReason: connection.statusReason,
    expiresAt: isActive ? (connection.expiresAt?.toISOString() ?? null) : null,
    account: isActive ? accountOf(connection, avatarUrl) : null,
  };
}

function accountOf(connection: Connection, avatarUrl: string | null): IntegrationDto['account'] {
  const { providerUserId: id, providerEmail: email, metadata } = connection;
  return { id, handle: metadata.handle ?? null, email, avatarUrl };
}

import type { Connection } from '../tokens/connection.js';
import { toIntegration } from './integration-view.js';

const connection: Connection = {
  userId: 'u',
  provider: 'figma',
  isActive: true,
  statusReason: null,
  scopes: ['a', 'b'],
  providerUserId: '9',
  providerUsername: 'ana@studio.example',
  providerEmail: 'ana@studio.example',
  metadata: { handle: 'Ana', avatarUrl: 'https://provider.example/a.png' },
  connectedAt: new Date('2026-01-02T03:04:05Z'),
  lastUsedAt: new Date('2026-01-03T00:00:00Z'),
  expiresAt: new Date('2026-04-01T00:00:00Z'),
};

describe('a connection as its owner sees it', () => {
  it("shows the account with our address of its picture, never the provider's", () => {
    const view = toIntegration(connection, 'https://ours.example/a');
    expect(view).toMatchObject({ connected: true, status: 'connected', connectedAt: '2026-01-02T03:04:05.000Z' });
    expect(view.account).toEqual({
      id: '9',
      handle: 'Ana',
      email: 'ana@studio.example',
      avatarUrl: 'https://ours.example/a',
    });
    expect(JSON.stringify(view)).not.toContain('provider.example');
  });

  it('shows nothing that worked once it is disconnected, but when it was last used', () => {
    expect(toIntegration({ ...connection, isActive: false }, 'https://ours.example/a')).toMatchObject({
      connected: false,
      status: 'not_connected',
      connectedAt: null,
      expiresAt: null,
      scopes: [],
      account: null,
      lastUsed: '2026-01-03T00:00:00.000Z',
    });
  });

  it.each([
    ['refresh_rejected', 'needs_reconnect'],
    ['revoked_at_provider', 'needs_reconnect'],
    ['token_expired', 'needs_reconnect'],
    ['vault_key_unavailable', 'needs_reconnect'],
    ['scopes_missing', 'degraded'],
    ['provider_unavailable', 'degraded'],
  ])('stays connected with %s, as %s', (statusReason, status) => {
    expect(toIntegration({ ...connection, statusReason }, null)).toMatchObject({
      connected: true,
      status,
      statusReason,
    });
  });

  it('has no members but those of the contract', () => {
    expect(Object.keys(toIntegration(connection, null)).sort()).toEqual([
      'account',
      'connected',
      'connectedAt',
      'expiresAt',
      'lastUsed',
      'provider',
      'providerUsername',
      'scopes',
      'status',
      'statusReason',
    ]);
  });
});

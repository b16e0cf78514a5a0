import type { ConfirmedDto, DisconnectedDto, IntegrationDto, IntegrationsDto } from './integrations.dto.js';

const origin = 'https://figbridge.example';

const figma: IntegrationDto = {
  provider: 'figma',
  connected: true,
  connectedAt: '2026-02-03T09:12:41.931Z',
  lastUsed: '2026-02-05T10:00:02.114Z',
  providerUsername: 'ana@studio.example',
  scopes: ['current_user:read', 'file_content:read', 'file_metadata:read', 'file_comments:read', 'folders:read'],
  status: 'connected',
  statusReason: null,
  expiresAt: '2026-05-04T09:12:41.931Z',
  account: {
    id: '900000000000000001',
    handle: 'Ana',
    email: 'ana@studio.example',
    avatarUrl: `${origin}/assets/avatar/d00078e3-d862-5e0f-8740-2c5d93f01972/figma?e=1770595200&s=Z-DSY4Ns0dzuc8PVfD-fJMkM1lAdjPlvUICrdDkbKSQ`,
  },
};

export const integrationsExample: IntegrationsDto = {
  integrations: [figma],
  providers: [
    { provider: 'figma', name: 'Figma', configured: true },
    { provider: 'github', name: 'GitHub', configured: false },
    { provider: 'slack', name: 'Slack', configured: false },
  ],
};

export const confirmedExample: ConfirmedDto = { provider: 'figma', status: 'success', integration: figma };

export const disconnectedExample: DisconnectedDto = { message: 'Figma integration disconnected successfully' };

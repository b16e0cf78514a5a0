import { Allow } from 'class-validator';

export class IntegrationAccountDto {
  /** The provider's id of the account. */
  id: string;
  /** @example ana */
  handle: string | null;
  email: string | null;
  /** A signed URL of this service. */
  avatarUrl: string | null;
}

export class IntegrationDto {
  /** @example figma */
  provider: string;
  /** True from the first success until a disconnect, also while `status` asks for a reconnect. */
  connected: boolean;
  /** When the present connection began. */
  connectedAt: string | null;
  /** Exact to a minute. */
  lastUsed: string | null;
  /** The account's e-mail address. */
  providerUsername: string | null;
  scopes: string[];
  status: 'connected' | 'degraded' | 'needs_reconnect' | 'not_connected';
  /** A stable word, for example `refresh_rejected`, or null. */
  statusReason: string | null;
  /** When the access token expires; it is refreshed before. */
  expiresAt: string | null;
  account: IntegrationAccountDto | null;
}

export class ProviderDto {
  /** @example figma */
  provider: string;
  /** @example Figma */
  name: string;
  /** False: every route of this provider, except disconnecting, answers 503. */
  configured: boolean;
}

export class IntegrationsDto {
  /** One for each provider that the user has or had. */
  integrations: IntegrationDto[];
  providers: ProviderDto[];
}

export class ConfirmBody {
  /** The ticket from the fragment of the address that the callback redirected to. */
  @Allow()
  ticket: string;
}

export class ConfirmedDto {
  /** @example figma */
  provider: string;
  /** @example success */
  status: string;
  integration: IntegrationDto;
}

export class DisconnectedDto {
  /** @example Figma integration disconnected successfully */
  message: string;
}

import { ApiProperty } from '@nestjs/swagger';
import { Allow } from 'class-validator';

const nullableTime = { type: String, format: 'date-time', nullable: true } as const;

export class IntegrationAccountDto {
  /** The provider's id of the account. */
  id: string;
  @ApiProperty({ type: String, nullable: true, example: 'Ana' })
  handle: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'ana@studio.example' })
  email: string | null;
  /** A signed URL of this service. */
  @ApiProperty({ type: String, nullable: true })
  avatarUrl: string | null;
}

export class IntegrationDto {
  /** @example figma */
  provider: string;
  /** True from the first success until a disconnect, also while `status` asks for a reconnect. */
  connected: boolean;
  /** When the present connection began. */
  @ApiProperty(nullableTime)
  connectedAt: string | null;
  /** Exact to a minute. */
  @ApiProperty(nullableTime)
  lastUsed: string | null;
  /** The account's e-mail address. */
  @ApiProperty({ type: String, nullable: true })
  providerUsername: string | null;
  /** What the user has granted; empty after a disconnect. */
  @ApiProperty({ type: [String] })
  scopes: string[];
  /** `degraded`: works in part. `needs_reconnect`: only a new consent of the user helps. */
  @ApiProperty({ enum: ['connected', 'degraded', 'needs_reconnect', 'not_connected'] })
  status: 'connected' | 'degraded' | 'needs_reconnect' | 'not_connected';
  /** A stable word, for example `refresh_rejected`, or null. */
  @ApiProperty({ type: String, nullable: true })
  statusReason: string | null;
  /** When the access token expires; it is refreshed before. */
  @ApiProperty(nullableTime)
  expiresAt: string | null;
  /** Null unless connected. */
  @ApiProperty({ type: IntegrationAccountDto, nullable: true })
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
  @ApiProperty({ type: [IntegrationDto] })
  integrations: IntegrationDto[];
  /** In the order of the settings page. */
  @ApiProperty({ type: [ProviderDto] })
  providers: ProviderDto[];
}

export class ConfirmBody {
  /** The ticket from the fragment of the address that the callback redirected to. */
  @Allow()
  @ApiProperty({ type: String, example: 'Vb0cX1nq3dU2kq8J6m0yq0s7m1k2v9b4T5r6W7y8Zab' })
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

import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AssetsService } from '../assets/assets.service.js';
import { FigmaService } from '../figma/figma.service.js';
import { OAuthService } from '../oauth/oauth.service.js';
import { ProvidersService } from '../providers/providers.service.js';
import type { Connection } from '../tokens/connection.js';
import { ConnectionsService } from '../tokens/connections.service.js';
import { NotConnectedError } from '../tokens/tokens.errors.js';
import { TokensService } from '../tokens/tokens.service.js';
import { toIntegration } from './integration-view.js';
import type { IntegrationDto, IntegrationsDto } from './integrations.dto.js';

const avatarKind = 'avatar';

@Injectable()
export class IntegrationsService implements OnModuleInit {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly providers: ProvidersService,
    private readonly tokens: TokensService,
    private readonly connections: ConnectionsService,
    private readonly oauth: OAuthService,
    private readonly figma: FigmaService,
    private readonly assets: AssetsService,
  ) {}

  onModuleInit(): void {
    this.assets.registerSource(avatarKind, async (userId, provider) => {
      const connection = await this.tokens.findConnection(userId, provider);
      return connection?.isActive ? (connection.metadata.avatarUrl ?? null) : null;
    });
  }

  async list(userId: string): Promise<IntegrationsDto> {
    const connections = await this.tokens.listConnections(userId);
    return {
      integrations: connections.map((connection) => this.view(connection)),
      providers: this.providers.all.map(({ name, displayName, settings }) => ({
        provider: name,
        name: displayName,
        configured: settings.credentials !== null,
      })),
    };
  }

  /** @throws ConfirmFailedError 400, CallbackError, ProviderNotConfiguredError 503 */
  async confirm(providerName: string, userId: string, ticket: unknown): Promise<IntegrationDto> {
    await this.oauth.confirm(providerName, userId, ticket);
    return this.get(providerName, userId);
  }

  /**
   * The vault, the open flows and the caches are emptied together or not at all; the user's settings stay.
   * Works without credentials too: an operator who removed them must not lock users' data in.
   * @throws UnknownProviderError 404, NotConnectedError 404
   */
  async disconnect(providerName: string, userId: string): Promise<string> {
    const { name, displayName } = this.providers.get(providerName);
    await this.database.transaction(async (tx) => {
      await this.connections.disconnect(tx, userId, name);
      await this.oauth.forget(tx, userId, name);
      await this.figma.forget(tx, userId, name);
      await this.assets.forget(tx, userId);
    });
    return `${displayName} integration disconnected successfully`;
  }

  private async get(providerName: string, userId: string): Promise<IntegrationDto> {
    const connection = await this.tokens.findConnection(userId, providerName);
    if (!connection) throw new NotConnectedError(this.providers.get(providerName).displayName);
    return this.view(connection);
  }

  private view(connection: Connection): IntegrationDto {
    const { userId: ownerId, provider: name, metadata } = connection;
    const shown = metadata.avatarUrl && this.assets.accepts(metadata.avatarUrl);
    return toIntegration(connection, shown ? this.assets.urlFor({ kind: avatarKind, ownerId, name }) : null);
  }
}

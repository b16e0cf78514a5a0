import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { AuthenticatedUser } from '../auth/authenticated-user.js';
import { CurrentUser } from '../auth/current-user.decorator.js';
import { Limit } from '../auth/limits.decorator.js';
import { ApiGuardedBodyErrors, ApiGuardedErrors } from '../platform/errors/api-errors.decorator.js';
import { ApiAnswer } from '../platform/openapi/api-answer.decorator.js';
import { ApiProviderParam } from '../providers/api-provider-param.decorator.js';
import { ConfirmBody, ConfirmedDto, DisconnectedDto, IntegrationsDto } from './integrations.dto.js';
import { confirmedExample, disconnectedExample, integrationsExample } from './integrations.examples.js';
import { IntegrationsService } from './integrations.service.js';

@ApiTags('Integrations')
@ApiBearerAuth()
@Controller('api/integrations')
export class IntegrationsController {
  constructor(private readonly integrations: IntegrationsService) {}

  @Get()
  @ApiOperation({
    operationId: 'listIntegrations',
    summary: "The caller's connections, and the providers there are",
    description:
      'One row for each provider that the caller has or had. Answered from our own tables: no provider is asked.',
  })
  @ApiAnswer({ description: 'The connections', type: IntegrationsDto, example: integrationsExample })
  @ApiGuardedErrors()
  list(@CurrentUser() user: AuthenticatedUser): Promise<IntegrationsDto> {
    return this.integrations.list(user.id);
  }

  @Post(':provider/confirm')
  @Limit('auth')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'confirmAuthorization',
    summary: 'Finish a connection whose callback came without the cookie of its browser',
    description:
      'The ticket works once, within 25 seconds, and only for the user who started the connection; a wrong user destroys it.',
  })
  @ApiProviderParam()
  @ApiAnswer({ description: 'Connected', type: ConfirmedDto, example: confirmedExample })
  @ApiGuardedBodyErrors('confirm_failed', 'unknown_provider', 'provider_not_configured')
  async confirm(
    @Param('provider') provider: string,
    @CurrentUser() user: AuthenticatedUser,
    @Body() body: ConfirmBody,
  ): Promise<ConfirmedDto> {
    const integration = await this.integrations.confirm(provider, user.id, body.ticket);
    return { provider, status: 'success', integration };
  }

  @Delete(':provider')
  @ApiOperation({
    operationId: 'disconnectIntegration',
    summary: 'Disconnect a provider',
    description:
      "Forgets the tokens, the open flows and everything cached for the caller; the caller's settings stay. The provider keeps its own record of the permission. Disconnecting again answers the same.",
  })
  @ApiProviderParam()
  @ApiAnswer({ description: 'Disconnected', type: DisconnectedDto, example: disconnectedExample })
  @ApiGuardedBodyErrors('unknown_provider', 'not_connected')
  async disconnect(
    @Param('provider') provider: string,
    @CurrentUser() user: AuthenticatedUser,
  ): Promise<DisconnectedDto> {
    return { message: await this.integrations.disconnect(provider, user.id) };
  }
}

import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { AuthenticatedUser } from '../auth/authenticated-user.js';
import { CurrentUser } from '../auth/current-user.decorator.js';
import { Limit } from '../auth/limits.decorator.js';
import { ApiGuardedErrors } from '../platform/errors/api-errors.decorator.js';
import { ConfirmBody, ConfirmedDto, DisconnectedDto, IntegrationsDto } from './integrations.dto.js';
import { IntegrationsService } from './integrations.service.js';

@ApiTags('Integrations')
@ApiBearerAuth()
@Controller('api/integrations')
export class IntegrationsController {
  constructor(private readonly integrations: IntegrationsService) {}

  /** The caller's connections, and the providers there are. */
  @Get()
  @ApiOperation({ operationId: 'listIntegrations' })
  @ApiGuardedErrors()
  list(@CurrentUser() user: AuthenticatedUser): Promise<IntegrationsDto> {
    return this.integrations.list(user.id);
  }

  /** Finishes a connection whose callback came without the browser's cookie. Works once, within 25 seconds. */
  @Post(':provider/confirm')
  @Limit('auth')
  @HttpCode(200)
  @ApiOperation({ operationId: 'confirmAuthorization' })
  @ApiGuardedErrors(
    'invalid_request',
    'confirm_failed',
    'unknown_provider',
    'payload_too_large',
    'unsupported_media_type',
    'provider_not_configured',
  )
  async confirm(
    @Param('provider') provider: string,
    @CurrentUser() user: AuthenticatedUser,
    @Body() body: ConfirmBody,
  ): Promise<ConfirmedDto> {
    const integration = await this.integrations.confirm(provider, user.id, body.ticket);
    return { provider, status: 'success', integration };
  }

  /** Forgets the tokens and everything cached for the caller. The provider keeps its own record of the permission. */
  @Delete(':provider')
  @ApiOperation({ operationId: 'disconnect' })
  @ApiGuardedErrors('unknown_provider', 'not_connected')
  async disconnect(
    @Param('provider') provider: string,
    @CurrentUser() user: AuthenticatedUser,
  ): Promise<DisconnectedDto> {
    return { message: await this.integrations.disconnect(provider, user.id) };
  }
}

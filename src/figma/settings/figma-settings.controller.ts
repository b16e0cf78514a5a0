import { Body, Controller, Get, HttpCode, Post, Put, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { CurrentUser } from '../../auth/current-user.decorator.js';
import { ApiGuardedErrors } from '../../platform/errors/api-errors.decorator.js';
import { FigmaConfiguredGuard } from '../figma-configured.guard.js';
import type { FigmaLink } from '../links.js';
import { FigmaLinkDto, FigmaSettingsDto, ResolveDto } from './figma-settings.dto.js';
import { FigmaSettingsService, type FigmaSettings } from './figma-settings.service.js';

@ApiTags('Figma data')
@ApiBearerAuth()
@UseGuards(FigmaConfiguredGuard)
@Controller('api/integrations/figma')
export class FigmaSettingsController {
  constructor(private readonly settings: FigmaSettingsService) {}

  /** The caller's pinned teams and files. Works without a connection. */
  @Get('settings')
  @ApiOperation({ operationId: 'getFigmaSettings' })
  @ApiOkResponse({ type: FigmaSettingsDto })
  @ApiGuardedErrors('provider_not_configured')
  read(@CurrentUser() user: AuthenticatedUser): Promise<FigmaSettings> {
    return this.settings.get(user.id);
  }

  /** Replaces the caller's pinned teams and files. They survive disconnecting. */
  @Put('settings')
  @ApiOperation({ operationId: 'replaceFigmaSettings' })
  @ApiOkResponse({ type: FigmaSettingsDto })
  @ApiGuardedErrors('invalid_request', 'payload_too_large', 'unsupported_media_type', 'provider_not_configured')
  replace(@CurrentUser() user: AuthenticatedUser, @Body() body: FigmaSettingsDto): Promise<FigmaSettings> {
    return this.settings.replace(user.id, body);
  }

  /** Says what a Figma link points at. Asks nobody: the link alone is read. */
  @Post('resolve')
  @HttpCode(200)
  @ApiOperation({ operationId: 'resolveFigmaLink' })
  @ApiOkResponse({ type: FigmaLinkDto })
  @ApiGuardedErrors('invalid_request', 'payload_too_large', 'unsupported_media_type', 'provider_not_configured')
  resolve(@Body() body: ResolveDto): FigmaLink {
    return this.settings.resolve(body.url);
  }
}

import { Body, Controller, Get, HttpCode, Post, Put, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { CurrentUser } from '../../auth/current-user.decorator.js';
import { NeedsUserRow } from '../../auth/needs-user-row.decorator.js';
import { ApiGuardedBodyErrors, ApiGuardedErrors } from '../../platform/errors/api-errors.decorator.js';
import { ApiAnswer } from '../../platform/openapi/api-answer.decorator.js';
import { FigmaConfiguredGuard } from '../figma-configured.guard.js';
import type { FigmaLink } from '../links.js';
import { FigmaLinkDto, FigmaSettingsDto, ResolveDto } from './figma-settings.dto.js';
import { FigmaSettingsService, type FigmaSettings } from './figma-settings.service.js';

const settingsExample = { teamIds: ['1100000000000000001'], files: ['SmallFileKey0000000001'] };
const linkExample = { kind: 'file', fileKey: 'AbCdEfGhIjKlMnOpQrStUv', nodeId: '1:2' };

@ApiTags('Figma data')
@ApiBearerAuth()
@UseGuards(FigmaConfiguredGuard)
@Controller('api/integrations/figma')
export class FigmaSettingsController {
  constructor(private readonly settings: FigmaSettingsService) {}

  @Get('settings')
  @ApiOperation({
    operationId: 'getFigmaSettings',
    summary: "The caller's pinned teams and files",
    description: 'Works without a connection.',
  })
  @ApiAnswer({ description: 'The settings', type: FigmaSettingsDto, example: settingsExample })
  @ApiGuardedErrors('provider_not_configured')
  read(@CurrentUser() user: AuthenticatedUser): Promise<FigmaSettings> {
    return this.settings.get(user.id);
  }

  @Put('settings')
  @ApiOperation({
    operationId: 'replaceFigmaSettings',
    summary: "Replace the caller's pinned teams and files",
    description: 'Links become ids and keys, repetitions go. Works without a connection, and survives disconnecting.',
  })
  @ApiAnswer({ description: 'The settings as they are now', type: FigmaSettingsDto, example: settingsExample })
  @ApiGuardedBodyErrors('provider_not_configured')
  @NeedsUserRow()
  replace(@CurrentUser() user: AuthenticatedUser, @Body() body: FigmaSettingsDto): Promise<FigmaSettings> {
    return this.settings.replace(user.id, body);
  }

  @Post('resolve')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'resolveFigmaLink',
    summary: 'Say what a Figma link points at',
    description: 'Asks nobody: the link alone is read.',
  })
  @ApiAnswer({ description: 'What it points at', type: FigmaLinkDto, example: linkExample })
  @ApiGuardedBodyErrors('provider_not_configured')
  resolve(@Body() body: ResolveDto): FigmaLink {
    return this.settings.resolve(body.url);
  }
}

import { Controller, Get, Headers, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { CurrentUser } from '../../auth/current-user.decorator.js';
import { ApiProviderErrors } from '../../platform/errors/api-errors.decorator.js';
import { CachedReply } from '../cache/cached-reply.js';
import { asksForRevalidation } from '../cache/http-caching.js';
import { FigmaConfiguredGuard } from '../figma-configured.guard.js';
import { ListingDto, ListingQuery } from './listing.dto.js';
import { ListingService } from './listing.service.js';

@ApiTags('Figma data')
@ApiBearerAuth()
@UseGuards(FigmaConfiguredGuard)
@Controller('api/integrations/figma')
export class ListingController {
  constructor(
    private readonly listings: ListingService,
    private readonly cached: CachedReply,
  ) {}

  /**
   * The folders and files of the configured teams, of the caller's own teams, and the caller's pinned files.
   * Kept for a day; `Cache-Control: no-cache` reads it anew.
   */
  @Get('files')
  @ApiOperation({ operationId: 'listFigmaFiles' })
  @ApiOkResponse({ type: ListingDto })
  @ApiResponse({ status: 304, description: 'The copy named by If-None-Match is the present one' })
  @ApiProviderErrors('invalid_request', 'insufficient_scope', 'forbidden', 'not_found')
  async list(
    @CurrentUser() user: AuthenticatedUser,
    @Query() query: ListingQuery,
    @Headers('cache-control') cacheControl: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { listing, cached } = await this.listings.list(user.id, query.teamId, asksForRevalidation(cacheControl));
    await this.cached.sendText(request, reply, JSON.stringify(listing), cached);
  }
}

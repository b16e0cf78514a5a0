import { Controller, Get, Headers, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { CurrentUser } from '../../auth/current-user.decorator.js';
import { ApiProviderErrors } from '../../platform/errors/api-errors.decorator.js';
import { ApiCachedAnswer } from '../../platform/openapi/api-answer.decorator.js';
import { CachedReply } from '../cache/cached-reply.js';
import { asksForRevalidation } from '../cache/http-caching.js';
import { FigmaConfiguredGuard } from '../figma-configured.guard.js';
import { ListingDto, ListingQuery } from './listing.dto.js';
import { listingExample } from './listing.example.js';
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

  @Get('files')
  @ApiOperation({
    operationId: 'listFigmaFiles',
    summary: 'The folders and files that the caller may browse',
    description:
      "Those of the configured teams, of the caller's own teams, and the caller's pinned files. Kept for a day. Parts that Figma did not give are named in `listing.problems`; the rest comes all the same.",
  })
  @ApiCachedAnswer({ description: 'The listing', type: ListingDto, example: listingExample })
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

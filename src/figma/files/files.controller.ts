import { Controller, Get, Headers, Param, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { CurrentUser } from '../../auth/current-user.decorator.js';
import { ApiProviderErrors } from '../../platform/errors/api-errors.decorator.js';
import { CachedReply } from '../cache/cached-reply.js';
import { asksForRevalidation } from '../cache/http-caching.js';
import { FigmaConfiguredGuard } from '../figma-configured.guard.js';
import { CommentsDto, FileDto } from './files.dto.js';
import { FileKeyPipe } from './file-key.pipe.js';
import { parseCommentsQuery, parseFileQuery } from './file-query.js';
import { FilesService } from './files.service.js';

const fileKeyParameter = {
  name: 'fileKey',
  description: 'Key of a file or of a branch',
  schema: { type: 'string' },
} as const;

@ApiTags('Figma data')
@ApiBearerAuth()
@UseGuards(FigmaConfiguredGuard)
@Controller('api/integrations/figma')
export class FilesController {
  constructor(
    private readonly files: FilesService,
    private readonly cached: CachedReply,
  ) {}

  @Get('files/:fileKey')
  @ApiOperation({
    operationId: 'getFigmaFile',
    summary: "A file's document, as Figma sent it",
    description:
      'Cached for each user. `Cache-Control: no-cache` asks Figma again; `Cache-Status` and `Age` tell where the answer came from.',
  })
  @ApiParam(fileKeyParameter)
  @ApiQuery({ name: 'version', required: false, description: 'Id of a version', schema: { type: 'string' } })
  @ApiQuery({ name: 'ids', required: false, description: 'Comma list of node ids', schema: { type: 'string' } })
  @ApiQuery({
    name: 'depth',
    required: false,
    description: '1: pages; 2: and their top-level objects',
    schema: { type: 'integer', minimum: 1, maximum: 1000 },
  })
  @ApiQuery({
    name: 'geometry',
    required: false,
    description: 'Adds vector data',
    schema: { type: 'string', enum: ['paths'] },
  })
  @ApiQuery({
    name: 'plugin_data',
    required: false,
    description: 'Comma list of plugin ids and `shared`',
    schema: { type: 'string' },
  })
  @ApiQuery({ name: 'branch_data', required: false, description: 'Adds branches', schema: { type: 'boolean' } })
  @ApiResponse({ status: 200, type: FileDto })
  @ApiResponse({ status: 304, description: 'The copy named by If-None-Match is the present one' })
  @ApiProviderErrors(
    'invalid_request',
    'unsupported_file_type',
    'insufficient_scope',
    'plan_required',
    'forbidden',
    'not_found',
    'provider_response_too_large',
  )
  async file(
    @CurrentUser() user: AuthenticatedUser,
    @Param('fileKey', FileKeyPipe) fileKey: string,
    @Query() query: unknown,
    @Headers('cache-control') cacheControl: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const parameters = parseFileQuery(query);
    const revalidate = asksForRevalidation(cacheControl);
    const answer = await this.files.file({ userId: user.id, fileKey, parameters, revalidate });
    await this.cached.sendBody(request, reply, answer);
  }

  @Get('comments/:fileKey')
  @ApiOperation({
    operationId: 'listFigmaComments',
    summary: "A file's comments, as Figma sent them",
    description: 'At most a minute old, unless Figma cannot be reached.',
  })
  @ApiParam(fileKeyParameter)
  @ApiQuery({ name: 'as_md', required: false, description: 'Texts as Markdown', schema: { type: 'boolean' } })
  @ApiResponse({ status: 200, type: CommentsDto })
  @ApiResponse({ status: 304, description: 'The copy named by If-None-Match is the present one' })
  @ApiProviderErrors('invalid_request', 'insufficient_scope', 'forbidden', 'not_found', 'provider_response_too_large')
  async comments(
    @CurrentUser() user: AuthenticatedUser,
    @Param('fileKey', FileKeyPipe) fileKey: string,
    @Query() query: unknown,
    @Headers('cache-control') cacheControl: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const parameters = parseCommentsQuery(query);
    const revalidate = asksForRevalidation(cacheControl);
    const answer = await this.files.comments({ userId: user.id, fileKey, parameters, revalidate });
    await this.cached.sendBody(request, reply, answer);
  }
}

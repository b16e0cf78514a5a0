import { Controller, Get, Headers, Param, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { CurrentUser } from '../../auth/current-user.decorator.js';
import { ApiProviderErrors } from '../../platform/errors/api-errors.decorator.js';
import { ApiCachedAnswer } from '../../platform/openapi/api-answer.decorator.js';
import { CachedReply } from '../cache/cached-reply.js';
import { asksForRevalidation } from '../cache/http-caching.js';
import { FigmaConfiguredGuard } from '../figma-configured.guard.js';
import { FileKeyPipe } from './file-key.pipe.js';
import { parseCommentsQuery, parseFileQuery } from './file-query.js';
import { figmaCommentsExample, figmaCommentsSchema, figmaFileExample, figmaFileSchema } from './files.schemas.js';
import { FilesService } from './files.service.js';

const fileKeyParameter = {
  name: 'fileKey',
  description: 'Key of a file or of a branch',
  schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,128}$', examples: ['SmallFileKey0000000001'] },
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
      'Cached for each user, by all these parameters. `Cache-Status` and `Age` tell where the answer came from.',
  })
  @ApiParam(fileKeyParameter)
  @ApiQuery({
    name: 'version',
    required: false,
    description: 'Id of a version; the present one without it',
    schema: { type: 'string', pattern: '^[A-Za-z0-9:._-]{1,128}$' },
  })
  @ApiQuery({
    name: 'ids',
    required: false,
    description: 'Comma list of node ids (`1:2` or `1-2`): only these, their children and what leads to them',
    schema: { type: 'string', maxLength: 8192, examples: ['0:1,1:2'] },
  })
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
    schema: { type: 'string', maxLength: 8192, examples: ['shared'] },
  })
  @ApiQuery({ name: 'branch_data', required: false, description: 'Adds branches', schema: { type: 'boolean' } })
  @ApiCachedAnswer({ description: 'The file', schema: figmaFileSchema, example: figmaFileExample })
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
  @ApiCachedAnswer({ description: 'The comments', schema: figmaCommentsSchema, example: figmaCommentsExample })
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

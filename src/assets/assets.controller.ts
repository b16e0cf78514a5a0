import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/public.decorator.js';
import { ApiErrors } from '../platform/errors/api-errors.decorator.js';
import { ApiIfNoneMatch } from '../platform/openapi/api-answer.decorator.js';
import { headersNamed } from '../platform/openapi/headers.js';
import type { AssetImage } from './asset.js';
import { AssetsService } from './assets.service.js';

const maxAgeSeconds = 3600;
const text = { type: 'string' } as const;
const imageTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];
const imageHeaders = headersNamed(['ETag', 'Cache-Control']);

@ApiTags('Images')
@Controller('assets')
export class AssetsController {
  constructor(private readonly assets: AssetsService) {}

  @Public()
  @Get(':kind/:ownerId/:name')
  @ApiOperation({
    operationId: 'getImage',
    summary: 'An image (thumbnail, avatar) under a signed address',
    description:
      'For addresses that other answers gave out, as they are. Whatever is wrong, the signature, the time or the image, the answer is the same 404.',
  })
  @ApiParam({ name: 'kind', description: '`thumbnail` or `avatar`', schema: text })
  @ApiParam({ name: 'ownerId', description: 'Whose image it is', schema: { type: 'string', format: 'uuid' } })
  @ApiParam({ name: 'name', description: 'A file key, or a provider', schema: text })
  @ApiQuery({ name: 'e', description: 'Expiry of the address, seconds since 1970', schema: text })
  @ApiQuery({ name: 's', description: 'Signature of the address', schema: text })
  @ApiIfNoneMatch()
  @ApiResponse({
    status: 200,
    description: 'The bytes',
    headers: imageHeaders,
    content: Object.fromEntries(imageTypes.map((type) => [type, {}])),
  })
  @ApiResponse({ status: 304, description: 'What `If-None-Match` names is still right', headers: imageHeaders })
  @ApiErrors('invalid_request', 'not_found')
  async read(
    @Param('kind') kind: string,
    @Param('ownerId') ownerId: string,
    @Param('name') name: string,
    @Query('e') expires: unknown,
    @Query('s') signature: unknown,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const image = await this.assets.open({
      kind,
      ownerId,
      name,
      expires: asText(expires),
      signature: asText(signature),
    });
    await send(reply, image, ifNoneMatch);
  }
}

/** A repeated parameter arrives as an array. */
function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Pages of another origin may show the image (APP_URL), and nothing in it may run when it is opened by itself. */
async function send(reply: FastifyReply, image: AssetImage, ifNoneMatch: string | undefined): Promise<void> {
  const etag = `"${image.etag}"`;
  void reply.headers({
    etag,
    'cache-control': `private, max-age=${maxAgeSeconds}`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'cross-origin',
  });
  if (ifNoneMatch?.includes(etag)) return reply.status(304).send();
  return reply.type(image.contentType).send(image.body);
}

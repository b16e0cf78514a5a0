import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiHeader, ApiResponse, getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';
import { headersNamed, type HeaderName } from './headers.js';

export type SchemaObject = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

export interface ApiAnswerOptions {
  /** 200 without it. */
  readonly status?: number;
  readonly description: string;
  /** A class of our own, or the schema of what somebody else's answer looks like. */
  readonly type?: Type;
  readonly schema?: SchemaObject;
  /** As the service sent it. */
  readonly example: unknown;
  readonly headers?: readonly HeaderName[];
}

const cachedFields: readonly HeaderName[] = ['ETag', 'Cache-Control', 'Cache-Status', 'Age', 'Vary'];

/** Documents a JSON answer that is not an error. */
export function ApiAnswer(options: ApiAnswerOptions): MethodDecorator {
  const { status = 200, description, type, schema, example, headers = [] } = options;
  return applyDecorators(
    ...(type ? [ApiExtraModels(type)] : []),
    ApiResponse({
      status,
      description,
      headers: headersNamed(headers),
      content: { 'application/json': { schema: type ? { $ref: getSchemaPath(type) } : (schema ?? {}), example } },
    }),
  );
}

/** Documents a JSON answer that may come from the cache, with its validators (contract section 3, "Cached answers"). */
export function ApiCachedAnswer(options: Omit<ApiAnswerOptions, 'status' | 'headers'>): MethodDecorator {
  return applyDecorators(
    ApiAnswer({ ...options, headers: cachedFields }),
    ApiResponse({
      status: 304,
      description: 'What `If-None-Match` names is still right. Said only to who may see it.',
      headers: headersNamed(cachedFields),
    }),
    ApiHeader({
      name: 'Cache-Control',
      required: false,
      description: '`no-cache`: Figma is asked again. When that cannot be done, the copy comes with its `detail`.',
      schema: { type: 'string', examples: ['no-cache'] },
    }),
    ApiIfNoneMatch(),
  );
}

export function ApiIfNoneMatch(): MethodDecorator {
  return ApiHeader({
    name: 'If-None-Match',
    required: false,
    description: 'An `ETag` of an earlier answer, a list of them, or `*`.',
    schema: { type: 'string', examples: ['"gwXEIxrjtBYlfWM1pt42VZJi0tcnMbhslpBUMU856t4"'] },
  });
}

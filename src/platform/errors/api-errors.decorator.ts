import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { ErrorDto } from './error.dto.js';
import { type ErrorCode, errorCatalogue } from './error-catalogue.js';

const always: readonly ErrorCode[] = ['internal_error', 'unavailable'];
const ofGuardedRoutes: readonly ErrorCode[] = ['unauthorized', 'rate_limited'];
const ofProviderCalls: readonly ErrorCode[] = [
  'not_connected',
  'reconnect_required',
  'provider_not_configured',
  'provider_rate_limited',
  'provider_error',
  'provider_bad_response',
  'provider_timeout',
];

/** Documents the errors of a public route. */
export function ApiErrors(...codes: ErrorCode[]): MethodDecorator & ClassDecorator {
  return documented([...codes, ...always]);
}

/** Documents the errors of a route behind the JWT guard. */
export function ApiGuardedErrors(...codes: ErrorCode[]): MethodDecorator & ClassDecorator {
  return documented([...ofGuardedRoutes, ...codes, ...always]);
}

/** Documents the errors of a guarded route that calls a provider for the user. */
export function ApiProviderErrors(...codes: ErrorCode[]): MethodDecorator & ClassDecorator {
  return documented([...ofGuardedRoutes, ...ofProviderCalls, ...codes, ...always]);
}

/** One response a status: OpenAPI allows no more, so the codes of a status share it, each with its example. */
function documented(codes: readonly ErrorCode[]): MethodDecorator & ClassDecorator {
  const statuses = [...new Set(codes.map((code) => errorCatalogue[code].status))].sort((a, b) => a - b);
  const responses = statuses.map((status) =>
    responseFor(
      status,
      [...new Set(codes)].filter((code) => errorCatalogue[code].status === status),
    ),
  );
  return applyDecorators(ApiExtraModels(ErrorDto), ...responses);
}

function responseFor(status: number, codes: readonly ErrorCode[]): MethodDecorator & ClassDecorator {
  return ApiResponse({
    status,
    description: codes.map((code) => `\`${code}\`: ${errorCatalogue[code].when}`).join('\n\n'),
    content: {
      'application/json': {
        schema: { $ref: getSchemaPath(ErrorDto) },
        examples: Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code) }])),
      },
    },
  });
}

function exampleOf(code: ErrorCode): ErrorDto {
  const { status: statusCode, when } = errorCatalogue[code];
  return { error: when, message: when, code, statusCode, requestId: '0b6f6a52-5d0c-4f5e-9d52-3f2c5f9f0d11' };
}

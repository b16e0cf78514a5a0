import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { headersNamed, type HeaderName } from '../openapi/headers.js';
import { ErrorDto } from './error.dto.js';
import { type ErrorCode, catalogueEntry, errorCatalogue } from './error-catalogue.js';

const always: readonly ErrorCode[] = ['internal_error', 'unavailable'];
const ofGuardedRoutes: readonly ErrorCode[] = ['unauthorized', 'rate_limited'];
const ofBodies: readonly ErrorCode[] = ['invalid_request', 'payload_too_large', 'unsupported_media_type'];
const ofProviderCalls: readonly ErrorCode[] = [
  'not_connected',
  'reconnect_required',
  'provider_not_configured',
  'provider_rate_limited',
  'provider_error',
  'provider_bad_response',
  'provider_timeout',
];

/** Fields without which an answer of this status would be wrong (RFC 9110 §11.6.1, §15.5.6, §10.2.3). */
const fieldsOfStatus: Readonly<Record<number, readonly HeaderName[]>> = {
  401: ['WWW-Authenticate'],
  405: ['Allow'],
  429: ['Retry-After'],
  503: ['Retry-After'],
};

/** Documents exactly these errors. */
export function ApiOnlyErrors(...codes: ErrorCode[]): MethodDecorator & ClassDecorator {
  return documented(codes);
}

/** Documents the errors of a public route. */
export function ApiErrors(...codes: ErrorCode[]): MethodDecorator & ClassDecorator {
  return documented([...codes, ...always]);
}

/** Documents the errors of a route behind the JWT guard. */
export function ApiGuardedErrors(...codes: ErrorCode[]): MethodDecorator & ClassDecorator {
  return documented([...ofGuardedRoutes, ...codes, ...always]);
}

/** Documents the errors of a guarded route whose method may carry a body, whether or not it reads one. */
export function ApiGuardedBodyErrors(...codes: ErrorCode[]): MethodDecorator & ClassDecorator {
  return documented([...ofGuardedRoutes, ...ofBodies, ...codes, ...always]);
}

/** Documents the errors of a guarded route that calls a provider for the user. */
export function ApiProviderErrors(...codes: ErrorCode[]): MethodDecorator & ClassDecorator {
  return documented([...ofGuardedRoutes, ...ofProviderCalls, ...codes, ...always]);
}

/** One response a status: OpenAPI allows no more, so the codes of a status share it, each with its example. */
function documented(codes: readonly ErrorCode[]): MethodDecorator & ClassDecorator {
  const inOrder = (Object.keys(errorCatalogue) as ErrorCode[]).filter((code) => codes.includes(code));
  const statuses = [...new Set(inOrder.map((code) => errorCatalogue[code].status))];
  const responses = statuses.map((status) =>
    responseFor(
      status,
      inOrder.filter((code) => errorCatalogue[code].status === status),
    ),
  );
  return applyDecorators(ApiExtraModels(ErrorDto), ...responses);
}

function responseFor(status: number, codes: readonly ErrorCode[]): MethodDecorator & ClassDecorator {
  return ApiResponse({
    status,
    description: codes.map((code) => `\`${code}\`: ${errorCatalogue[code].when}`).join('\n\n'),
    headers: headersNamed(fieldsOfStatus[status] ?? []),
    content: {
      'application/json': {
        schema: { allOf: [{ $ref: getSchemaPath(ErrorDto) }, { properties: { code: { enum: [...codes] } } }] },
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
  });
}

/** `components.examples`: one a code, as the service sends it. */
export function errorExamples(): Record<string, { summary: string; value: ErrorDto }> {
  const codes = Object.keys(errorCatalogue) as ErrorCode[];
  return Object.fromEntries(
    codes.map((code) => [code, { summary: errorCatalogue[code].when, value: exampleOf(code) }]),
  );
}

function exampleOf(code: ErrorCode): ErrorDto {
  const { status: statusCode, text, details } = catalogueEntry(code);
  const requestId = '0b6f6a52-5d0c-4f5e-9d52-3f2c5f9f0d11';
  return { error: text, message: text, code, statusCode, requestId, ...details };
}

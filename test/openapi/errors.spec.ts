import { RateLimitedError } from '../../src/auth/limits.guard.js';
import * as figma from '../../src/figma/client/figma.errors.js';
import { ConfirmFailedError } from '../../src/oauth/oauth.errors.js';
import type { AppError } from '../../src/platform/errors/app-error.js';
import * as common from '../../src/platform/errors/common.errors.js';
import { errorExamples } from '../../src/platform/errors/api-errors.decorator.js';
import { errorBody, errorHeaders } from '../../src/platform/errors/error-body.js';
import type { ErrorCode } from '../../src/platform/errors/error-catalogue.js';
import * as providers from '../../src/providers/providers.errors.js';
import { NotConnectedError, ReconnectRequiredError } from '../../src/tokens/tokens.errors.js';

const limit = {
  retryAfter: 42,
  planTier: 'pro',
  rateLimitType: 'low',
  upgradeLink: 'https://www.figma.com/files?api_paywall=true',
};

/** Of every code, the error that carries it. `headers_too_large` is sent before there is a request, from a table of its own. */
const thrown: Readonly<Record<Exclude<ErrorCode, 'headers_too_large'>, AppError>> = {
  invalid_request: new common.InvalidRequestError('The request is malformed'),
  confirm_failed: new ConfirmFailedError(),
  unsupported_file_type: new figma.UnsupportedFileTypeError(),
  unauthorized: new common.UnauthorizedError(false),
  insufficient_scope: new figma.InsufficientScopeError(['file_comments:read']),
  plan_required: new figma.PlanRequiredError(),
  forbidden: new figma.FigmaForbiddenError(),
  unknown_provider: new providers.UnknownProviderError(),
  not_connected: new NotConnectedError('Figma'),
  not_found: new common.NotFoundError(),
  method_not_allowed: new common.MethodNotAllowedError(['GET']),
  reconnect_required: new ReconnectRequiredError('Figma'),
  payload_too_large: new common.PayloadTooLargeError(),
  unsupported_media_type: new common.UnsupportedMediaTypeError(),
  rate_limited: new RateLimitedError(42, 600),
  provider_rate_limited: new figma.ProviderRateLimitedError(limit),
  internal_error: new common.InternalError(),
  provider_error: new providers.ProviderUnavailableError('Figma'),
  provider_bad_response: new providers.ProviderBadResponseError('Figma'),
  provider_response_too_large: new figma.ProviderResponseTooLargeError(),
  provider_not_configured: new providers.ProviderNotConfiguredError('Figma'),
  unavailable: new common.UnavailableError(),
  provider_timeout: new providers.ProviderTimeoutError('Figma'),
};

it.each(Object.entries(thrown))('%s is documented with the body that is sent', (code, error) => {
  const { requestId, ...example } = errorExamples()[code]!.value;
  expect(errorBody(error, requestId)).toEqual({ ...example, requestId });
});

it.each(Object.values(thrown).filter(({ status }) => status === 429 || status === 503))(
  '$code says when to come back',
  (error) => {
    expect(errorHeaders(error)['retry-after']).toMatch(/^[1-9]\d*$/);
  },
);

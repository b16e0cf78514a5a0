import fc from 'fast-check';
import { AppError } from '../../platform/errors/app-error.js';
import { OutboundError } from '../../platform/http/outbound-error.js';
import { TokenRefusedError } from '../../tokens/tokens.errors.js';
import { figmaErrorFrom, figmaErrorFromOutbound } from './figma-error.js';

const webUrl = 'https://www.figma.com';

function errorFor(status: number, body: unknown, headers: Record<string, string> = {}): Error {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return figmaErrorFrom({ status, headers, body: text }, webUrl);
}

describe('the access token is refused by', () => {
  it.each([
    [403, { status: 403, err: 'Invalid token' }],
    [403, { status: 403, error: true, message: 'Invalid token' }],
    [403, { status: 403, err: 'Token expired' }],
    [401, { status: 401, err: 'Unauthorized' }],
    [401, '<html>'],
  ])('%d %j', (status, body) => {
    expect(errorFor(status, body)).toBeInstanceOf(TokenRefusedError);
  });
});

describe('our answer to', () => {
  it.each([
    [
      403,
      { err: 'Invalid scope(s): current_user:read. This endpoint requires the file_content:read scope' },
      403,
      'insufficient_scope',
    ],
    [403, { err: 'Limited by Figma plan' }, 403, 'plan_required'],
    [403, { message: 'Incorrect account type' }, 403, 'plan_required'],
    [403, { err: "You don't have permission to view this team." }, 403, 'forbidden'],
    [403, { err: 'File not exportable' }, 403, 'forbidden'],
    [403, 'Forbidden', 403, 'forbidden'],
    [404, { status: 404, err: 'Not found' }, 404, 'not_found'],
    [404, 'Not Found', 404, 'not_found'],
    [400, { message: 'No such team' }, 404, 'not_found'],
    [400, { err: 'File type not supported by this endpoint' }, 400, 'unsupported_file_type'],
    [400, { err: 'Request too large. If applicable, filter by query params.' }, 502, 'provider_response_too_large'],
    [400, { err: 'Bad ids' }, 400, 'invalid_request'],
    [429, { status: 429, err: 'Rate limit exceeded' }, 429, 'provider_rate_limited'],
    [429, '<html>slow down</html>', 429, 'provider_rate_limited'],
    [500, { status: 500, err: 'Internal server error' }, 502, 'provider_error'],
    [502, '<html>Bad gateway</html>', 502, 'provider_error'],
    [503, '', 502, 'provider_error'],
    [418, 'null', 502, 'provider_error'],
    [204, '', 502, 'provider_error'],
  ])('%d %j is %d %s', (status, body, ourStatus, code) => {
    expect(errorFor(status, body)).toMatchObject({ status: ourStatus, code });
  });
});

it('names the scopes that are missing, not those that are held', () => {
  const err =
    'Invalid scope(s): file_content:read, current_user:read. This endpoint requires the folders:read or projects:read scope';
  const error = errorFor(403, { err }) as AppError;
  expect(error.message).toBe('Insufficient permissions');
  expect(error.details).toEqual({ missingScopes: ['folders:read', 'projects:read'] });
  expect((errorFor(403, { err: 'Invalid scope(s): x' }) as AppError).details).toEqual({ missingScopes: [] });
});

describe('a rate limit', () => {
  const captured = {
    'retry-after': '344907',
    'x-figma-plan-tier': 'starter',
    'x-figma-rate-limit-type': 'low',
    'x-figma-upgrade-link': 'https://www.figma.com/files?api_paywall=true',
  };

  it('tells what Figma told', () => {
    const error = errorFor(429, { err: 'Rate limit exceeded' }, captured) as AppError;
    expect(error.retryAfter).toBe(344_907);
    expect(error.details).toEqual({
      retryAfter: 344_907,
      planTier: 'starter',
      rateLimitType: 'low',
      upgradeLink: 'https://www.figma.com/files?api_paywall=true',
    });
  });

  it('needs no headers', () => {
    const error = errorFor(429, '') as AppError;
    expect(error.details).toEqual({ retryAfter: 60, planTier: null, rateLimitType: null, upgradeLink: null });
  });

  it.each([
    'https://evil.example/pay',
    'https://www.figma.com.evil.example/',
    'https://user@www.figma.com/',
    'http://www.figma.com/',
    'javascript:alert(1)',
    '//evil.example',
    `https://www.figma.com/${'x'.repeat(3000)}`,
  ])('drops the upgrade link %s', (link) => {
    const error = errorFor(429, '', { ...captured, 'x-figma-upgrade-link': link }) as AppError;
    expect(error.details.upgradeLink).toBeNull();
  });

  it('drops words that are none', () => {
    const headers = { ...captured, 'x-figma-plan-tier': '<script>', 'x-figma-rate-limit-type': 'a b' };
    expect((errorFor(429, '', headers) as AppError).details).toMatchObject({ planTier: null, rateLimitType: null });
  });
});

it('never repeats the words of an upstream answer, and keeps 403 and 5xx free of words that mislead', () => {
  const canary = 'CANARY-7f3a';
  fc.assert(
    fc.property(
      fc.integer({ min: 400, max: 599 }),
      fc.constantFrom('err', 'message', 'other'),
      fc.string(),
      (status, member, noise) => {
        const error = errorFor(status, { [member]: `${canary} ${noise} plan requires the ${canary}` });
        expect(`${error.message} ${JSON.stringify(error)}`).not.toContain(canary);
        if (error instanceof AppError && (error.status === 403 || error.status >= 500)) {
          expect(error.message).not.toMatch(/fetch|network|token/i);
        }
      },
    ),
  );
});

it.each([
  ['timeout', false, 504, 'provider_timeout'],
  ['unreachable', false, 502, 'provider_error'],
  ['unreachable', true, 504, 'provider_timeout'],
  ['too_large', false, 502, 'provider_response_too_large'],
  ['bad_response', false, 502, 'provider_bad_response'],
] as const)('an outbound call that ended as %s (aborted: %s) is %d %s', (kind, aborted, status, code) => {
  expect(figmaErrorFromOutbound(new OutboundError(kind, 'x'), aborted)).toMatchObject({ status, code });
});

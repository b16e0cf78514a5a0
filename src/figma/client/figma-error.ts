import { OutboundError } from '../../platform/http/outbound-error.js';
import {
  ProviderBadResponseError,
  ProviderTimeoutError,
  ProviderUnavailableError,
} from '../../providers/providers.errors.js';
import { TokenRefusedError } from '../../tokens/tokens.errors.js';
import {
  FigmaForbiddenError,
  FigmaNotFoundError,
  FigmaRefusedParametersError,
  InsufficientScopeError,
  PlanRequiredError,
  ProviderRateLimitedError,
  ProviderResponseTooLargeError,
  UnsupportedFileTypeError,
} from './figma.errors.js';
import { parseRetryAfter } from './retry-after.js';

export interface FigmaFailure {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Decoded text; JSON in one of Figma's two shapes, or whatever stood in front of Figma answered. */
  readonly body: string;
}

/**
 * What an answer other than 200 means (contract section 3, "Errors"; figma-platform 6.1).
 * @param webUrl FIGMA_WEB_URL: upgrade links elsewhere are dropped
 */
export function figmaErrorFrom(failure: FigmaFailure, webUrl: string, nowMs = Date.now()): Error {
  const { status } = failure;
  const text = errorText(failure.body);
  const options = { cause: new Error(`Figma answered ${status}`) };
  if (status === 401) return new TokenRefusedError(options);
  if (status === 403) return forbidden(text, options);
  if (status === 404) return new FigmaNotFoundError(options);
  if (status === 400) return badRequest(text, options);
  if (status === 429) return rateLimited(failure, webUrl, nowMs, options);
  return new ProviderUnavailableError('Figma', options);
}

/** @param abortedByCaller the caller's own, shorter deadline passed */
export function figmaErrorFromOutbound(error: OutboundError, abortedByCaller: boolean): Error {
  const options = { cause: error };
  if (error.kind === 'timeout' || abortedByCaller) return new ProviderTimeoutError('Figma', options);
  if (error.kind === 'too_large') return new ProviderResponseTooLargeError(options);
  if (error.kind === 'bad_response') return new ProviderBadResponseError('Figma', options);
  return new ProviderUnavailableError('Figma', options);
}

function forbidden(text: string, options: ErrorOptions): Error {
  if (/^(invalid token|token expired)/i.test(text)) return new TokenRefusedError(options);
  if (/^invalid scope/i.test(text)) return new InsufficientScopeError(requiredScopes(text), options);
  if (/\bplan\b|account type/i.test(text)) return new PlanRequiredError(options);
  return new FigmaForbiddenError(options);
}

function badRequest(text: string, options: ErrorOptions): Error {
  if (/no such team/i.test(text)) return new FigmaNotFoundError(options);
  if (/file type not supported/i.test(text)) return new UnsupportedFileTypeError(options);
  if (/request too large/i.test(text)) return new ProviderResponseTooLargeError(options);
  return new FigmaRefusedParametersError(options);
}

function rateLimited({ headers }: FigmaFailure, webUrl: string, nowMs: number, options: ErrorOptions): Error {
  const details = {
    retryAfter: parseRetryAfter(headers['retry-after'], nowMs),
    planTier: word(headers['x-figma-plan-tier']),
    rateLimitType: word(headers['x-figma-rate-limit-type']),
    upgradeLink: linkAt(headers['x-figma-upgrade-link'], webUrl),
  };
  return new ProviderRateLimitedError(details, options);
}

/** Figma writes `err` on some endpoints and `message` on others; proxies write HTML or plain text, which says nothing to us. */
function errorText(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null) return '';
    const text = ('err' in parsed ? parsed.err : undefined) ?? ('message' in parsed ? parsed.message : undefined);
    return typeof text === 'string' ? text.trim() : '';
  } catch {
    return '';
  }
}

/** `Invalid scope(s): <held>. This endpoint requires the <needed> scope`. Only the second part counts. */
function requiredScopes(text: string): string[] {
  const needed = /requires the (.{1,500})/i.exec(text)?.[1] ?? '';
  return [...new Set(needed.match(/[a-z_]{1,50}:[a-z_]{1,50}/g) ?? [])];
}

function word(value: string | undefined): string | null {
  return value !== undefined && /^[a-z_-]{1,32}$/i.test(value) ? value.toLowerCase() : null;
}

/** It is shown as a link to our users, so it may lead nowhere but to Figma. */
function linkAt(value: string | undefined, webUrl: string): string | null {
  const url = value !== undefined && value.length <= 2048 && URL.canParse(value) ? new URL(value) : null;
  if (!url || url.username !== '' || url.password !== '') return null;
  const web = new URL(webUrl);
  return url.host === web.host && url.protocol === web.protocol ? url.href : null;
}

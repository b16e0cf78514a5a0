import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  InjectThrottlerOptions,
  InjectThrottlerStorage,
  ThrottlerGuard,
  type ThrottlerModuleOptions,
  type ThrottlerStorage,
} from '@nestjs/throttler';
import type { FastifyRequest } from 'fastify';
import { Config } from '../config/config.js';
import { AppError } from '../platform/errors/app-error.js';
import type { AuthenticatedUser } from './authenticated-user.js';
import { type LimitClass, limitClassKey } from './limits.decorator.js';
import { publicRoute } from './public.decorator.js';

export class RateLimitedError extends AppError {
  readonly status = 429;
  readonly code = 'rate_limited';

  /** `retryAfter` in seconds; `limit` in requests a window. */
  constructor(retryAfter: number, limit: number) {
    super('Too many requests; please slow down', {
      retryAfter,
      details: { retryAfter },
      headers: {
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(retryAfter),
      },
    });
  }
}

/** Requests a minute. */
const defaults: Readonly<Record<LimitClass, number>> = { auth: 30, callback: 120, data: 600 };
const windowMs = 60_000;

type ThrottleRequest = Parameters<ThrottlerGuard['handleRequest']>[0];

/**
 * Runs behind the JWT guard: a verified user is counted as such, whatever address the requests come from; everybody else
 * by address, an IPv6 address by its /64.
 */
@Injectable()
export class LimitsGuard extends ThrottlerGuard {
  private readonly limits: Readonly<Record<LimitClass, number>>;

  constructor(
    @InjectThrottlerOptions() options: ThrottlerModuleOptions,
    @InjectThrottlerStorage() storage: ThrottlerStorage,
    reflector: Reflector,
    config: Config,
  ) {
    super(options, storage, reflector);
    const all = config.throttleLimit;
    this.limits = all === null ? defaults : { auth: all, callback: all, data: all };
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const limitClass = this.classOf(context);
    if (limitClass === null) return true;
    return this.handleRequest({
      context,
      limit: this.limits[limitClass],
      ttl: windowMs,
      blockDuration: windowMs,
      throttler: { name: 'default', limit: this.limits[limitClass], ttl: windowMs },
      getTracker: (request) => this.getTracker(request),
      generateKey: (_context, tracker) => `${limitClass}:${tracker}`,
    } satisfies ThrottleRequest);
  }

  protected override async getTracker(request: Record<string, unknown>): Promise<string> {
    const { user, ip } = request as unknown as FastifyRequest & { user?: AuthenticatedUser };
    return user ? `user:${user.id}` : `address:${await super.getTracker({ ip: bareAddress(ip) })}`;
  }

  protected override throwThrottlingException(
    _context: ExecutionContext,
    detail: { readonly timeToBlockExpire: number; readonly limit: number },
  ): Promise<void> {
    throw new RateLimitedError(detail.timeToBlockExpire, detail.limit);
  }

  private classOf(context: ExecutionContext): LimitClass | null {
    const targets = [context.getHandler(), context.getClass()];
    const named = this.reflector.getAllAndOverride<LimitClass | undefined>(limitClassKey, targets);
    if (named !== undefined) return named;
    return this.reflector.getAllAndOverride<boolean | undefined>(publicRoute, targets) ? null : 'data';
  }
}

/** Some proxies add a port, and RFC 7239 §6 puts IPv6 into brackets; neither makes it another address. */
function bareAddress(text: string): string {
  const [, address = text] = /^\[(.+)\](?::\d+)?$/.exec(text) ?? /^([\d.]+):\d+$/.exec(text) ?? [];
  return address;
}

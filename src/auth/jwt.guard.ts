import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { UnauthorizedError } from '../platform/errors/common.errors.js';
import { LogService } from '../platform/logging/log.service.js';
import { UsersService } from '../users/users.service.js';
import type { AuthenticatedUser } from './authenticated-user.js';
import { JwtStrategy } from './jwt.strategy.js';
import { needsUserRow } from './needs-user-row.decorator.js';
import { publicRoute } from './public.decorator.js';

/** Global: a route is guarded unless it says @Public(). Authentication never hangs on a path pattern. */
@Injectable()
export class JwtGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly strategy: JwtStrategy,
    private readonly users: UsersService,
    private readonly log: LogService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(publicRoute, targets)) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest & { user?: AuthenticatedUser }>();
    const user = hasOneHeader(request) ? await this.strategy.check(request) : null;
    if (user === null) throw this.refusal(request);
    if (this.reflector.getAllAndOverride<boolean | undefined>(needsUserRow, targets)) await this.users.restore(user);
    request.user = user;
    return true;
  }

  /** A request without a token is nobody's attempt; one with a bad token is worth a line. */
  private refusal(request: FastifyRequest): UnauthorizedError {
    const wasPresented = request.headers.authorization !== undefined;
    if (wasPresented) this.log.audit('jwt_refused');
    return new UnauthorizedError(wasPresented);
  }
}

/** Node keeps the first of two Authorization headers and a proxy may keep the last, so two of them mean nobody. */
function hasOneHeader(request: FastifyRequest): boolean {
  const isName = (_: string, index: number): boolean => index % 2 === 0;
  const names = request.raw.rawHeaders.filter(isName);
  return names.filter((name) => name.toLowerCase() === 'authorization').length <= 1;
}

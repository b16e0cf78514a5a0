import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { UnauthorizedError } from '../platform/errors/common.errors.js';
import { publicRoute } from './public.decorator.js';

/** Global: a route is guarded unless it says @Public(). Authentication never hangs on a path pattern. */
@Injectable()
export class JwtGuard extends AuthGuard('jwt') {
  constructor(private readonly reflector: Reflector) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.getAllAndOverride<boolean>(publicRoute, [context.getHandler(), context.getClass()])) return true;
    refuseRepeatedHeader(context.switchToHttp().getRequest<FastifyRequest>());
    return (await super.canActivate(context)) as boolean;
  }

  /** Called by passport's guard; an error that is not about the JWT (a database away) must not look like a bad JWT. */
  override handleRequest<User>(error: unknown, user: User | false, _info: unknown, context: ExecutionContext): User {
    if (error) throw error as Error;
    if (user === false) {
      const { authorization } = context.switchToHttp().getRequest<FastifyRequest>().headers;
      throw new UnauthorizedError(authorization !== undefined);
    }
    return user;
  }
}

/** Node keeps the first of two Authorization headers and a proxy may keep the last, so two of them mean nobody. */
function refuseRepeatedHeader(request: FastifyRequest): void {
  const names = request.raw.rawHeaders.filter((_, index) => index % 2 === 0);
  if (names.filter((name) => name.toLowerCase() === 'authorization').length > 1) throw new UnauthorizedError(true);
}

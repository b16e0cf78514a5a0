import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import passport from 'passport';
import { Strategy, type StrategyOptionsWithoutRequest } from 'passport-jwt';
import { Config } from '../config/config.js';
import { AppError } from '../platform/errors/app-error.js';
import { OutboundHttp } from '../platform/http/outbound-http.js';
import { LogService } from '../platform/logging/log.service.js';
import { UsersService } from '../users/users.service.js';
import type { AuthenticatedUser } from './authenticated-user.js';
import { toAuthenticatedUser, type VerifiedJwt } from './authenticate.js';
import { bearerToken } from './bearer-token.js';
import { JwksKeys } from './jwks-keys.js';
import { type VerificationKeys, verificationKeys } from './jwt-keys.js';
import { VerifiedTokens } from './verified-tokens.js';

/** Seconds by which the clocks of the issuer and of this host may differ. */
const clockTolerance = 5;

/** What passport hands a strategy for one request. */
interface StrategyRun {
  success(user: AuthenticatedUser): void;
  fail(reason: unknown): void;
  error(error: unknown): void;
  authenticate(request: FastifyRequest): void;
}

@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  private readonly verified = new VerifiedTokens();

  constructor(
    config: Config,
    http: OutboundHttp,
    log: LogService,
    private readonly users: UsersService,
  ) {
    super(
      optionsFor(
        config,
        verificationKeys(config.jwt, (url) => new JwksKeys(url, http, log)),
      ),
    );
  }

  /** Who is calling, or null. A token that was verified a moment ago is not verified again. */
  async check(request: FastifyRequest): Promise<AuthenticatedUser | null> {
    const token = bearerToken(request.headers.authorization);
    if (token === null) return null;
    const known = this.verified.find(token);
    if (known) return known;
    const user = await this.run(request);
    if (user) this.verified.remember(token, user);
    return user;
  }

  /** The users row is there before any handler runs. */
  async validate(jwt: VerifiedJwt): Promise<AuthenticatedUser | false> {
    const user = toAuthenticatedUser(jwt);
    if (user === null) return false;
    await this.users.ensure(user);
    return user;
  }

  /** Not passport's process-wide registry: a second application in the process, or a host's own "jwt", must not meet us there. */
  getPassportInstance(): unknown {
    return new passport.Passport();
  }

  /** Passport's protocol for one request. An error that is not about the token (a database away) is not a bad token. */
  private run(request: FastifyRequest): Promise<AuthenticatedUser | null> {
    return new Promise((resolve, reject) => {
      const run = Object.create(this) as StrategyRun;
      run.success = resolve;
      run.fail = (reason) => (reason instanceof AppError ? reject(reason) : resolve(null));
      run.error = reject;
      run.authenticate(request);
    });
  }
}

function optionsFor(config: Config, keys: VerificationKeys): StrategyOptionsWithoutRequest {
  return {
    jwtFromRequest: (request: Pick<FastifyRequest, 'headers'>) => bearerToken(request.headers.authorization),
    // A KeyObject, not text: jsonwebtoken first tries text as a public key, which costs half a millisecond a call.
    secretOrKeyProvider: (_request, token: string, done) => {
      keys
        .keyFor(token)
        .then((key) => done(null, key as unknown as Buffer))
        // Also what `done` throws: jsonwebtoken looks into the payload before it knows that there is one, and a `null`
        // with a right signature would otherwise be an unhandled rejection and a request without an end.
        .catch((error: unknown) => done(error));
    },
    algorithms: keys.algorithms,
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way to be given the header
    jsonWebTokenOptions: { complete: true, clockTolerance },
    ...(config.jwtIssuer === null ? {} : { issuer: config.jwtIssuer }),
    ...(config.jwtAudience === null ? {} : { audience: config.jwtAudience }),
  };
}

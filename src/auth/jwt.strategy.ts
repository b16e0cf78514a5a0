import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy, type StrategyOptionsWithoutRequest } from 'passport-jwt';
import { Config, type JwtMode } from '../config/config.js';
import { UsersService } from '../users/users.service.js';
import type { AuthenticatedUser } from './authenticated-user.js';
import { toAuthenticatedUser, type VerifiedJwt } from './authenticate.js';

/** Seconds by which the clocks of the issuer and of this host may differ. */
const clockTolerance = 5;

@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  constructor(
    config: Config,
    private readonly users: UsersService,
  ) {
    super(optionsFor(config));
  }

  /** Passport answers 401 when this is false. The users row is there before any handler runs. */
  async validate(jwt: VerifiedJwt): Promise<AuthenticatedUser | false> {
    const user = toAuthenticatedUser(jwt);
    if (user === null) return false;
    await this.users.ensure(user);
    return user;
  }
}

function optionsFor(config: Config): StrategyOptionsWithoutRequest {
  const { key, algorithms } = keyFor(config.jwt);
  return {
    jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
    // The types ask for text or bytes, but a string costs half a millisecond a call: it is first tried as a public key.
    secretOrKey: key as unknown as Buffer,
    algorithms,
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way to be given the header
    jsonWebTokenOptions: { complete: true, clockTolerance },
    ...(config.jwtIssuer === null ? {} : { issuer: config.jwtIssuer }),
    ...(config.jwtAudience === null ? {} : { audience: config.jwtAudience }),
  };
}

/** The key decides the algorithm, never the token's header (RFC 8725 §3.1). */
function keyFor(mode: JwtMode): {
  key: KeyObject;
  algorithms: ('HS256' | 'RS256' | 'PS256' | 'ES256' | 'ES384' | 'ES512')[];
} {
  if (mode.kind === 'secret') return { key: createSecretKey(Buffer.from(mode.secret, 'utf8')), algorithms: ['HS256'] };
  if (mode.kind === 'public-key') {
    const key = createPublicKey(mode.pem);
    return { key, algorithms: key.asymmetricKeyType === 'rsa' ? ['RS256', 'PS256'] : [curveAlgorithm(key)] };
  }
  throw new Error('JWT_JWKS_URL is not supported by this build');
}

function curveAlgorithm(key: KeyObject): 'ES256' | 'ES384' | 'ES512' {
  const curve = key.asymmetricKeyDetails?.namedCurve;
  if (curve === 'secp384r1') return 'ES384';
  return curve === 'secp521r1' ? 'ES512' : 'ES256';
}

import { JwtService } from '@nestjs/jwt';
import type { Config } from '../config/config.js';
import { CommandError } from './command.js';

export interface TokenRequest {
  /** The `sub` claim. */
  readonly subject: string;
  readonly email: string | null;
  readonly ttlSeconds: number;
}

/**
 * A JWT that this configuration accepts, as the host application would sign it.
 * @throws CommandError in production, and where the service holds no secret to sign with
 */
export function mintToken(config: Config, { subject, email, ttlSeconds }: TokenRequest): string {
  if (config.nodeEnv === 'production') {
    throw new CommandError('NODE_ENV is production: JWTs come from the host application there, and from nobody else.');
  }
  if (config.jwt.kind !== 'secret') {
    throw new CommandError(
      'JWTs are verified with a public key here, so only its owner can sign one. Unset it to get one.',
    );
  }
  const signer = new JwtService({ secret: Buffer.from(config.jwt.secret, 'utf8') });
  return signer.sign(
    { type: 'access', ...(email === null ? {} : { email }) },
    {
      algorithm: 'HS256',
      subject,
      expiresIn: ttlSeconds,
      ...(config.jwtIssuer === null ? {} : { issuer: config.jwtIssuer }),
      ...(config.jwtAudience === null ? {} : { audience: config.jwtAudience }),
    },
  );
}

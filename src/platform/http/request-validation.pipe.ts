import { type ArgumentMetadata, Injectable, type PipeTransform, ValidationPipe } from '@nestjs/common';
import { InvalidRequestError } from '../errors/common.errors.js';

/** JSON.parse reads any depth, but the recursion of class-transformer ends the stack (security T-42). */
const deepestBody = 32;

/** Unknown members of a body are refused (nothing is assigned that we did not ask for); unknown query parameters are ignored. */
@Injectable()
export class RequestValidationPipe implements PipeTransform {
  private readonly bodies = new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true });
  private readonly queries = new ValidationPipe({ whitelist: true, transform: true });

  transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // A missing body is validated as an empty one, so that the answer names what is missing.
    if (metadata.type === 'body' && isDeeperThan(deepestBody, value))
      throw new InvalidRequestError('The request body is nested too deeply');
    if (metadata.type === 'body') return this.bodies.transform(value ?? {}, metadata) as Promise<unknown>;
    return this.queries.transform(value, metadata) as Promise<unknown>;
  }
}

/** Level by level, so that it needs no stack of its own. */
function isDeeperThan(limit: number, value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= limit; depth += 1) {
    level = level.flatMap((item): unknown[] => (typeof item === 'object' && item !== null ? Object.values(item) : []));
    if (level.length === 0) return false;
  }
  return true;
}

import { type ArgumentMetadata, Injectable, type PipeTransform, ValidationPipe } from '@nestjs/common';

/** Unknown members of a body are refused (nothing is assigned that we did not ask for); unknown query parameters are ignored. */
@Injectable()
export class RequestValidationPipe implements PipeTransform {
  private readonly bodies = new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true });
  private readonly queries = new ValidationPipe({ whitelist: true, transform: true });

  transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // A missing body is validated as an empty one, so that the answer names what is missing.
    if (metadata.type === 'body') return this.bodies.transform(value ?? {}, metadata) as Promise<unknown>;
    return this.queries.transform(value, metadata) as Promise<unknown>;
  }
}

import { ApiParam } from '@nestjs/swagger';
import { registry } from './registry.js';

/** Documents the `:provider` part of an address. */
export function ApiProviderParam(): MethodDecorator & ClassDecorator {
  return ApiParam({
    name: 'provider',
    description: 'The provider; any other word is 404 `unknown_provider`.',
    schema: { type: 'string', enum: registry.map(({ name }) => name) },
  });
}

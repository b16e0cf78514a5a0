import { SetMetadata } from '@nestjs/common';

export const limitClassKey = 'figbridge:limit-class';

/**
 * `auth`: starting and confirming connections, by user. `callback`: by address, because nobody is signed in there.
 * `data`: every other guarded route, by user. Public routes have no limit unless they name one.
 */
export type LimitClass = 'auth' | 'callback' | 'data';

export const Limit = (limitClass: LimitClass): MethodDecorator => SetMetadata(limitClassKey, limitClass);

import { SetMetadata } from '@nestjs/common';

export const publicRoute = 'figbridge:public';

/** Opts a route out of the JWT guard. Every use is a decision that a reviewer should see. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(publicRoute, true);

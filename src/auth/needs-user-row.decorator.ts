import { SetMetadata } from '@nestjs/common';

export const needsUserRow = 'figbridge:needs-user-row';

/**
 * For routes that store something of the user's: their row may have been removed, by another instance or by an operator,
 * since this process last looked, and the foreign key would fail.
 */
export const NeedsUserRow = (): MethodDecorator => SetMetadata(needsUserRow, true);

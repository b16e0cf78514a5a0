import type { SandboxContext } from '../context.js';
import type { Operation } from './operation.js';

export interface UserBody {
  readonly id: string;
  readonly handle: string;
  readonly img_url: string;
}

export function userBody({ state, images }: SandboxContext, userId: string): UserBody {
  const user = state.user(userId);
  return { id: user.id, handle: user.handle, img_url: images.avatarUrl(user) };
}

export const USER_OPERATIONS: readonly Operation[] = [
  {
    operationId: 'getMe',
    method: 'GET',
    path: '/v1/me',
    scope: 'current_user:read',
    takesFilesRead: true,
    tier: 3,
    answer: (call) => ({ ...userBody(call, call.user.id), email: call.user.email }),
  },
];

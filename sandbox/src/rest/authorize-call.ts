import type { FastifyRequest } from 'fastify';
import type { SandboxContext } from '../context.js';
import { FigmaError } from '../http/figma-error.js';
import type { App, User } from '../state/entities.js';
import type { AccessToken } from '../state/grants.js';
import type { Operation } from './operation.js';

export interface Caller {
  readonly user: User;
  readonly app: App;
}

/** Who calls. Figma answers 403, never 401; an OAuth token counts only as a Bearer token, not in `X-Figma-Token`. */
export function authenticate(
  request: FastifyRequest,
  context: SandboxContext,
): Caller & { readonly token: AccessToken } {
  const [, presented = ''] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  const token = context.state.grants.findAccessToken(presented);
  const user = token && context.state.users.get(token.userId);
  const app = token && context.state.apps.get(token.clientId);
  if (!token || !user || !app) throw new FigmaError(403, 'Invalid token');
  if (token.expiresAt <= context.clock.now()) throw new FigmaError(403, 'Token expired');
  return { user, app, token };
}

export function requireScope(operation: Operation, { scopes }: AccessToken, { kind }: App): void {
  const isCovered = scopes.includes(operation.scope) || (operation.takesFilesRead && scopes.includes('files:read'));
  if (!isCovered) {
    throw new FigmaError(
      403,
      `Invalid scope(s): ${scopes.join(', ')}. This endpoint requires the ${operation.scope} scope`,
    );
  }
  if (operation.closedToPublicApps && kind === 'public')
    throw new FigmaError(403, 'Not available to public OAuth apps');
}

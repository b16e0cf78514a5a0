import type { FastifyRequest } from 'fastify';
import type { SandboxContext } from '../context.js';
import { FigmaError } from '../http/figma-error.js';
import type { App, User } from '../state/entities.js';
import type { AccessToken } from '../state/grants.js';
import type { Operation } from './operation.js';

/** The umbrella scope that Figma still lists as an alternative for reading. */
const LEGACY_READ = 'files:read';
const WITHOUT_LEGACY = new Set(['folders:read', 'folder_metadata:read', 'project_metadata:read']);

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
  if (!isCovered(operation.scope, scopes)) {
    throw new FigmaError(
      403,
      `Invalid scope(s): ${scopes.join(', ')}. This endpoint requires the ${operation.scope} scope`,
    );
  }
  if (operation.closedToPublicApps && kind === 'public')
    throw new FigmaError(403, 'Not available to public OAuth apps');
}

function isCovered(needed: string, held: readonly string[]): boolean {
  const legacyDoes = needed.endsWith(':read') && !WITHOUT_LEGACY.has(needed);
  return held.includes(needed) || (legacyDoes && held.includes(LEGACY_READ));
}

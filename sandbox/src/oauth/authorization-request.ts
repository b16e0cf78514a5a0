import type { SandboxContext } from '../context.js';
import { FigmaError } from '../http/figma-error.js';
import type { App } from '../state/entities.js';
import { isRefusedToPublicApps, parseScopes } from './scopes.js';

/** Query or form fields as sent. */
export type Parameters = Readonly<Record<string, string | undefined>>;

export interface AuthorizationRequest {
  readonly app: App;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly state: string;
  readonly codeChallenge: string | null;
}

/** The client does not exist as far as this visitor may know; shown as a page, not as JSON. */
export class NoSuchAppError extends Error {}

/** Checks an authorization request; nothing of what it refuses is ever sent to `redirect_uri`. */
export function checkAuthorizationRequest(parameters: Parameters, { state }: SandboxContext): AuthorizationRequest {
  const clientId = required(parameters, 'client_id');
  const app = state.apps.get(clientId);
  if (!app || app.kind === 'draft') throw new NoSuchAppError(clientId);
  const redirectUri = required(parameters, 'redirect_uri');
  if (!app.redirectUris.includes(redirectUri)) throw new FigmaError(400, 'Invalid redirect uri');
  if (required(parameters, 'response_type') !== 'code') throw new FigmaError(400, 'Invalid response type');
  const scopes = checkScopes(app, required(parameters, 'scope'));
  const codeChallenge = checkChallenge(parameters);
  return { app, redirectUri, scopes, state: required(parameters, 'state'), codeChallenge };
}

export function required(parameters: Parameters, name: string): string {
  const value = parameters[name];
  if (value === undefined || value === '') throw new FigmaError(400, `Parameter ${name} is required`);
  return value;
}

function checkScopes(app: App, text: string): string[] {
  const scopes = parseScopes(text);
  const isAllowed = (scope: string): boolean =>
    app.scopes.includes(scope) && !(app.kind === 'public' && isRefusedToPublicApps(scope));
  if (scopes.length === 0 || !scopes.every(isAllowed)) throw new FigmaError(400, 'Invalid scopes for app');
  return scopes;
}

/** RFC 7636 §4.3, S256 only. A challenge without a method counts as S256: Figma's parameter table does not list the method. */
function checkChallenge(parameters: Parameters): string | null {
  const { code_challenge: challenge, code_challenge_method: method = 'S256' } = parameters;
  if (method !== 'S256') throw new FigmaError(400, 'Invalid code challenge method');
  if (challenge === undefined) return null;
  if (!/^[A-Za-z0-9_-]{43}$/.test(challenge)) throw new FigmaError(400, 'Invalid code challenge');
  return challenge;
}

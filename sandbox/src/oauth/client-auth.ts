import { timingSafeEqual } from 'node:crypto';
import { FigmaError } from '../http/figma-error.js';
import type { App } from '../state/entities.js';
import type { SandboxState } from '../state/state.js';
import { required } from './authorization-request.js';
import type { Parameters } from './authorization-request.js';

/** RFC 6749 §2.3.1: Basic, or `client_id` and `client_secret` among the parameters. Throws 400 or 401 as a FigmaError. */
export function authenticateClient(header: string | undefined, parameters: Parameters, state: SandboxState): App {
  const [clientId, clientSecret] = header?.startsWith('Basic ')
    ? parseBasic(header)
    : [required(parameters, 'client_id'), required(parameters, 'client_secret')];
  const app = state.apps.get(clientId);
  if (!app || !isEqual(clientSecret, app.clientSecret)) throw new FigmaError(401, 'Invalid client credentials');
  return app;
}

/** Both halves are form-encoded before they are joined, so that a colon in an id cannot move the border. */
function parseBasic(header: string): [string, string] {
  const pair = Buffer.from(header.slice('Basic '.length), 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon < 0) throw new FigmaError(401, 'Invalid client credentials');
  return [formDecode(pair.slice(0, colon)), formDecode(pair.slice(colon + 1))];
}

function formDecode(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return text;
  }
}

function isEqual(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

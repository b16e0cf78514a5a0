import type { SandboxContext } from '../context.js';
import type { ErrorShape } from '../http/figma-error.js';
import type { App, User } from '../state/entities.js';

/** One authorized call of an operation. */
export interface RestCall extends SandboxContext {
  readonly user: User;
  readonly app: App;
  /** Path parameters by the names of the OpenAPI file. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** One operation of Figma's REST API, by the names of its OpenAPI file. Adding one is a matter of adding it to a list. */
export interface Operation {
  readonly operationId: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With `:name` parameters. */
  readonly path: string;
  /** The one scope that allows it. */
  readonly scope: string;
  /** Whether the deprecated umbrella scope `files:read` does as well. */
  readonly takesFilesRead: boolean;
  /** Tier of Figma's rate limits. */
  readonly tier: 1 | 2 | 3;
  /** Shape of its 400; all other refusals are `err`. */
  readonly badRequest?: ErrorShape;
  /** Refused to public apps whatever their scopes. */
  readonly closedToPublicApps?: boolean;
  /** The body of the 200. Refusals are thrown as FigmaError. */
  readonly answer: (call: RestCall) => unknown;
}

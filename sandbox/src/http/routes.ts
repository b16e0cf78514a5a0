/**
 * Names a route as `[METHOD ]path`. The path is a pattern (`/v1/files/:key`) or one concrete path (`/v1/files/abc`);
 * parameter names do not matter and `{key}` is the same as `:key`. `*` is every route.
 */
export type RouteSelector = string;

interface Routed {
  readonly method: string;
  readonly path: string;
  readonly route: string;
}

const anonymous = (pattern: string): string => pattern.replace(/:\w+|\{\w+\}/g, ':');

export function matchesRoute(selector: RouteSelector, call: Routed): boolean {
  if (selector === '*') return true;
  const [, method, path = ''] = /^(?:([A-Z]+) )?(.*)$/.exec(selector) ?? [];
  if (method !== undefined && method !== call.method) return false;
  return path === call.path || anonymous(path) === anonymous(call.route);
}

import type { TestApp } from './app.js';

/** One start of a connection, as the client saw it. */
export interface Flow {
  readonly authorizationUrl: URL;
  readonly state: string;
  /** `name=value` of the cookie that ties the flow to its browser. */
  readonly cookie: string;
  readonly setCookies: readonly string[];
}

/** How a callback ended, read from the redirect. */
export interface Outcome {
  readonly httpStatus: number;
  readonly origin: string;
  readonly path: string;
  readonly provider: string | null;
  readonly status: string | null;
  readonly code: string | null;
  readonly ref: string | null;
  readonly ticket: string | null;
}

export const browserHeaders = {
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36',
  'sec-fetch-site': 'cross-site',
  'sec-fetch-dest': 'document',
  accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
};
export const programHeaders = { 'user-agent': 'curl/8.5.0', accept: '*/*' };

export async function startFlow(app: TestApp, user: string, query = ''): Promise<Flow> {
  const response = await app.call(`/api/integrations/figma/auth${query}`, { user });
  if (response.status !== 200) throw new Error(`the flow did not start: ${response.status} ${await response.text()}`);
  const { authorizationUrl, stateToken } = (await response.json()) as { authorizationUrl: string; stateToken: string };
  const setCookies = response.headers.getSetCookie();
  const [cookie = ''] = (setCookies[0] ?? '').split(';');
  return { authorizationUrl: new URL(authorizationUrl), state: stateToken, cookie, setCookies };
}

/** The provider's consent; answers the path that the browser is sent back to. */
export async function consent(app: TestApp, flow: Flow, figmaUser = 'ana'): Promise<string> {
  const { pathname, search } = new URL(await app.sandbox.authorize(flow.authorizationUrl.href, { user: figmaUser }));
  return `${pathname}${search}`;
}

/** A consented flow: what an attacker or a user holds just before the callback. */
export async function consentedFlow(app: TestApp, user: string, figmaUser = 'ana'): Promise<Flow & { path: string }> {
  const flow = await startFlow(app, user);
  return { ...flow, path: await consent(app, flow, figmaUser) };
}

export async function callBack(
  app: TestApp,
  path: string,
  headers: Readonly<Record<string, string>> = programHeaders,
): Promise<Outcome> {
  return outcomeOf(await app.call(path, { headers }));
}

export function outcomeOf(response: Response): Outcome {
  const location = response.headers.get('location');
  if (location === null) throw new Error(`no redirect: ${response.status}`);
  const { origin, pathname, searchParams, hash } = new URL(location);
  return {
    httpStatus: response.status,
    origin,
    path: pathname,
    provider: searchParams.get('provider'),
    status: searchParams.get('status'),
    code: searchParams.get('code'),
    ref: searchParams.get('ref'),
    ticket: new URLSearchParams(hash.slice(1)).get('ticket'),
  };
}

export function confirm(app: TestApp, user: string | undefined, body: unknown): Promise<Response> {
  return app.call('/api/integrations/figma/confirm', { method: 'POST', body, ...(user === undefined ? {} : { user }) });
}

/** Calls that reached the token endpoints. */
export function tokenCalls(app: TestApp): number {
  const routes = ['/v1/oauth/token', '/v1/oauth/refresh'];
  return routes.flatMap((route) => app.sandbox.calls.to(route)).length;
}

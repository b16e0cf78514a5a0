import type { FigmaSandbox } from '../sandbox.js';
import { OpenApi } from './openapi.js';

export const REDIRECT_URI = 'http://localhost:3000/api/integrations/figma/callback';
export const DEMO = { clientId: 'figbridge-demo', clientSecret: 'figbridge-demo-secret' };

/** Teams, folders and files of the default seed. */
export const SEED = {
  product: '1238804417590263371',
  brand: '1241170925563387140',
  checkoutFolder: '301450318',
  paymentsFolder: '318890467',
  leadershipFolder: '305117920',
  library: 'Zt4vQm8LxRk2YcWbN0sHdP',
  checkout: 'hT7cXo3VfJq5Ew9BnKd1Ls',
  branch: 'b8NwRy2KpUz6Gs4MvCe0Ta',
  figjam: 'kB9sFw4YtGx1Hm6LpZq7Jc',
  slides: 'D4yKqS9nLr7Vh2FjOx0Wtm',
  strategy: 'Gv3mTz8QeNc6Xk1RyWf9Ub',
  landing: 'P0aHdV7uJb2Ty5NxQs8Kre',
};

export interface Grant {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers are judged by the OpenAPI file, then read freely
export type Body = any;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

const openApi: { loaded?: OpenApi } = {};

/** One per test file: compiling the schemas takes a second. */
export function figmaOpenApi(): OpenApi {
  return (openApi.loaded ??= new OpenApi());
}

export function authorizationUrl(sandbox: FigmaSandbox, changes: Readonly<Record<string, string | null>> = {}): string {
  const url = new URL('/oauth', sandbox.webUrl);
  const parameters: Readonly<Record<string, string | null>> = {
    client_id: DEMO.clientId,
    redirect_uri: REDIRECT_URI,
    response_type: 'code',
    scope: sandbox.state.app(DEMO.clientId).scopes.join(' '),
    state: 'state-1',
    ...changes,
  };
  for (const [name, value] of Object.entries(parameters)) if (value !== null) url.searchParams.set(name, value);
  return url.href;
}

export function basic({ clientId, clientSecret } = DEMO): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` };
}

/** A code that Figma would have sent to the redirect URI. */
export async function codeFor(
  sandbox: FigmaSandbox,
  user: string,
  changes: Readonly<Record<string, string | null>> = {},
): Promise<string> {
  const callback = await sandbox.authorize(authorizationUrl(sandbox, changes), { user });
  return new URL(callback).searchParams.get('code') ?? '';
}

/** Posts a form to the API origin. */
export async function postForm(
  sandbox: FigmaSandbox,
  path: string,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = basic(),
): Promise<Answer> {
  const response = await fetch(sandbox.apiUrl + path, { method: 'POST', headers, body: new URLSearchParams(form) });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

export async function exchange(
  sandbox: FigmaSandbox,
  code: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const form = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI, ...more };
  return postForm(sandbox, '/v1/oauth/token', form);
}

/** Calls the REST API for one user. Every answer is checked against Figma's OpenAPI file before the test sees it. */
export class RestClient {
  constructor(
    private readonly sandbox: FigmaSandbox,
    readonly grant: Grant,
  ) {}

  static async signIn(sandbox: FigmaSandbox, user: string, scope?: string): Promise<RestClient> {
    const code = await codeFor(sandbox, user, scope === undefined ? {} : { scope });
    return new RestClient(sandbox, (await exchange(sandbox, code)).body as Grant);
  }

  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer> {
    return this.request('GET', path, undefined, headers);
  }

  post(path: string, body: unknown): Promise<Answer> {
    return this.request('POST', path, body);
  }

  delete(path: string): Promise<Answer> {
    return this.request('DELETE', path);
  }

  private async request(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = { authorization: `Bearer ${this.grant.access_token}` },
  ): Promise<Answer> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const json: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(this.sandbox.apiUrl + path, { method, headers: { ...headers, ...json }, ...sent });
    const answer: unknown = await response.json();
    figmaOpenApi().check(method, path.split('?')[0] ?? path, response.status, answer);
    return { status: response.status, headers: response.headers, body: answer };
  }
}

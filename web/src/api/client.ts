import { errorFromAnswer, ApiError, OFFLINE, SIGNED_OUT } from './errors.js';
import { readFreshness } from './freshness.js';
import type { Freshness } from './freshness.js';
import type {
  Authorization,
  Comment,
  Confirmation,
  FigmaSettings,
  FileDocument,
  FileListing,
  IntegrationList,
  Provider,
  ResolvedLink,
} from './types.js';

export type GetToken = () => string | null | undefined | Promise<string | null | undefined>;

export interface ApiOptions {
  /** Origin (and path prefix) of the service; an empty string is this page's own origin. */
  apiBase: string;
  /** Asked before every call, so that a host application may renew its JWT at any time. */
  getToken: GetToken;
  fetch?: typeof fetch;
  now?: () => number;
}

export interface Answer<T> {
  data: T;
  freshness: Freshness | null;
}

interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  body?: unknown;
  /** Asks the service to check with Figma before it answers. */
  revalidate?: boolean;
  /** The answer sets the cookie that ties the sign-in to this browser, so it must be kept, across origins too. */
  withCookies?: boolean;
  signal?: AbortSignal;
}

const FIGMA = '/api/integrations/figma';

/** Every route the page uses. All methods reject with `ApiError`, or with `AbortError` when their signal says so. */
export type Api = ReturnType<typeof createApi>;

export function createApi(options: ApiOptions) {
  const call = <T>(path: string, init: Call = {}) => send<T>(options, path, init);
  const data = async <T>(path: string, init?: Call) => (await call<T>(path, init)).data;
  return {
    integrations: (signal?: AbortSignal) => data<IntegrationList>('/api/integrations', { signal }),
    authorization: (provider: Provider, returnTo?: string) =>
      data<Authorization>(`/api/integrations/${provider}/auth${query({ returnTo })}`, { withCookies: true }),
    confirm: (provider: Provider, ticket: string) =>
      data<Confirmation>(`/api/integrations/${provider}/confirm`, { method: 'POST', body: { ticket } }),
    disconnect: (provider: Provider) =>
      data<{ message: string }>(`/api/integrations/${provider}`, { method: 'DELETE' }),
    files: (revalidate: boolean, signal?: AbortSignal) => call<FileListing>(`${FIGMA}/files`, { revalidate, signal }),
    /** `depth=1` gives the pages without their contents: a few kilobytes instead of up to hundreds of megabytes. */
    file: (key: string, signal?: AbortSignal) =>
      call<FileDocument>(`${FIGMA}/files/${encodeURIComponent(key)}?depth=1`, { signal }),
    comments: (key: string, signal?: AbortSignal) =>
      call<{ comments: Comment[] }>(`${FIGMA}/comments/${encodeURIComponent(key)}`, { signal }),
    settings: (signal?: AbortSignal) => data<FigmaSettings>(`${FIGMA}/settings`, { signal }),
    saveSettings: (body: FigmaSettings) => data<FigmaSettings>(`${FIGMA}/settings`, { method: 'PUT', body }),
    resolve: (url: string) => data<ResolvedLink>(`${FIGMA}/resolve`, { method: 'POST', body: { url } }),
    /** Images come from the service alone; an address elsewhere (Figma's own, say) gives null and a placeholder. */
    imageUrl: (url: string | null | undefined) => ownUrl(url, options.apiBase),
    getToken: options.getToken,
    origin: () => new URL(options.apiBase, pageAddress()).origin,
  };
}

async function send<T>(options: ApiOptions, path: string, init: Call): Promise<Answer<T>> {
  const token = await options.getToken();
  if (!token) throw new ApiError(SIGNED_OUT, 0, '');
  const answer = await reach(options, path, init, token);
  const body = await readJson(answer);
  if (!answer.ok) throw errorFromAnswer(answer.status, body, answer.headers.get('retry-after'));
  if (body === undefined) throw new ApiError('internal_error', answer.status, '');
  return { data: body as T, freshness: readFreshness(answer.headers, (options.now ?? Date.now)()) };
}

async function reach(options: ApiOptions, path: string, init: Call, token: string): Promise<Response> {
  const headers: Record<string, string> = { Authorization: `Bearer ${token}`, Accept: 'application/json' };
  if (init.body !== undefined) headers['Content-Type'] = 'application/json';
  if (init.revalidate) headers['Cache-Control'] = 'no-cache';
  try {
    return await (options.fetch ?? fetch)(options.apiBase + path, {
      method: init.method ?? 'GET',
      headers,
      body: init.body === undefined ? undefined : JSON.stringify(init.body),
      credentials: init.withCookies ? 'include' : 'same-origin',
      signal: init.signal,
    });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiError(OFFLINE, 0, error instanceof Error ? error.message : '');
  }
}

/** Undefined for anything that is not JSON, such as a proxy's error page. */
async function readJson(answer: Response): Promise<unknown> {
  try {
    return JSON.parse(await answer.text());
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function ownUrl(url: string | null | undefined, apiBase: string): string | null {
  if (!url) return null;
  const base = new URL(apiBase, pageAddress());
  try {
    const address = new URL(url, base);
    return address.origin === base.origin ? address.href : null;
  } catch {
    return null;
  }
}

function pageAddress(): string {
  return typeof location === 'undefined' ? 'http://localhost' : location.href;
}

function query(parameters: Record<string, string | undefined>): string {
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}

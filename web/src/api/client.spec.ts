import { createApi } from './client.js';
import type { ApiError } from './errors.js';

type Answering = (url: string, init: RequestInit) => Response | Promise<Response>;

const json = (body: unknown, init: ResponseInit = {}) => new Response(JSON.stringify(body), init);

function apiWith(answer: Answering, getToken: () => string | null = () => 'a.b.c') {
  const calls: { url: string; init: RequestInit }[] = [];
  const api = createApi({
    apiBase: 'https://figbridge.example.com',
    getToken,
    now: () => 5_000_000,
    fetch: async (url, init = {}) => {
      calls.push({ url: url as string, init });
      return answer(url as string, init);
    },
  });
  return { api, calls };
}

const failure = async (promise: Promise<unknown>) => (await promise.catch((error: unknown) => error)) as ApiError;

describe('calling the service', () => {
  it('sends the JWT as Bearer, asked for anew each time, and cookies only where one is set', async () => {
    let turn = 0;
    const { api, calls } = apiWith(
      () => json({}),
      () => `token-${++turn}`,
    );
    await api.integrations();
    await api.authorization('figma', '/here?x=1');
    expect(calls.map(({ init }) => (init.headers as Record<string, string>).Authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ]);
    expect(calls.map(({ init }) => init.credentials)).toEqual(['same-origin', 'include']);
    expect(calls[1]?.url).toBe('https://figbridge.example.com/api/integrations/figma/auth?returnTo=%2Fhere%3Fx%3D1');
  });

  it('makes no call when nobody is signed in', async () => {
    const { api, calls } = apiWith(
      () => json({}),
      () => null,
    );
    expect(await failure(api.integrations())).toMatchObject({ code: 'signed_out' });
    expect(calls).toHaveLength(0);
  });

  it('asks for a check with Figma only when told to', async () => {
    const { api, calls } = apiWith(() => json({}));
    await api.files(false);
    await api.files(true);
    expect(calls.map(({ init }) => (init.headers as Record<string, string>)['Cache-Control'])).toEqual([
      undefined,
      'no-cache',
    ]);
  });

  it('encodes keys and keeps them inside their path', async () => {
    const { api, calls } = apiWith(() => json({}));
    await api.file('../settings?x');
    expect(calls[0]?.url).toBe('https://figbridge.example.com/api/integrations/figma/files/..%2Fsettings%3Fx?depth=1');
  });

  it('hands the age of the answer on', async () => {
    const { api } = apiWith(() => json({}, { headers: { age: '5', 'cache-status': 'figbridge; hit; ttl=9' } }));
    expect((await api.files(false)).freshness).toMatchObject({ fetchedAt: 4_995_000, fromCache: true });
  });
});

describe('failures', () => {
  it('carry the code and what helps to act', async () => {
    const body = {
      error: 'x',
      message: 'x',
      code: 'provider_rate_limited',
      statusCode: 429,
      requestId: 'r1',
      retryAfter: 60,
      upgradeLink: 'https://www.figma.com/pricing',
    };
    const { api } = apiWith(() => json(body, { status: 429 }));
    expect(await failure(api.files(false))).toMatchObject({
      code: 'provider_rate_limited',
      statusCode: 429,
      details: { requestId: 'r1', retryAfter: 60, upgradeLink: 'https://www.figma.com/pricing' },
    });
  });

  it('read Retry-After when the body says nothing, and drop links that are not https', async () => {
    const { api } = apiWith(() =>
      json(
        { code: 'rate_limited', upgradeLink: 'javascript:alert(1)' },
        { status: 429, headers: { 'retry-after': '30' } },
      ),
    );
    const { details } = await failure(api.files(false));
    expect(details).toMatchObject({ retryAfter: 30, upgradeLink: undefined });
  });

  it('have a code even when a proxy answered with a page', async () => {
    const page = (status: number) => apiWith(() => new Response('<h1>Bad gateway</h1>', { status })).api.integrations();
    expect((await failure(page(502))).code).toBe('unavailable');
    expect((await failure(page(401))).code).toBe('unauthorized');
    expect((await failure(page(500))).code).toBe('internal_error');
    expect((await failure(page(200))).code).toBe('internal_error');
  });

  it('say that no answer came, unless the caller gave up', async () => {
    const { api } = apiWith(() => Promise.reject(new TypeError('connection refused')));
    expect((await failure(api.integrations())).code).toBe('offline');
    const gone = AbortSignal.abort();
    const { api: second } = apiWith((_url, init) => Promise.reject(init.signal?.reason as Error));
    expect((await failure(second.integrations(gone))).name).toBe('AbortError');
  });
});

describe('images', () => {
  it('come from the service’s own origin or not at all', () => {
    const { api } = apiWith(() => json({}));
    expect(api.imageUrl('/api/assets/1?sig=x')).toBe('https://figbridge.example.com/api/assets/1?sig=x');
    expect(api.imageUrl('https://figbridge.example.com/api/assets/1')).toBe(
      'https://figbridge.example.com/api/assets/1',
    );
    for (const url of [
      'https://s3-alpha.figma.com/x.png',
      '//evil.example',
      'javascript:alert(1)',
      'http://figbridge.example.com/x',
      'https://[',
      '',
      null,
    ]) {
      expect(api.imageUrl(url)).toBeNull();
    }
  });
});

import { createFigmaSandbox } from '../sandbox.js';
import type { FigmaSandbox } from '../sandbox.js';
import { DEMO, exchange, REDIRECT_URI, RestClient, SEED } from '../testing/client.js';
import { OPERATIONS } from './rest.routes.js';

const pathOf = (path: string) =>
  path
    .replace(':file_key', SEED.checkout)
    .replace(':team_id', SEED.product)
    .replace(/:(folder|project)_id/, SEED.checkoutFolder)
    .replace(':comment_id', '1');

describe('who may call', () => {
  let sandbox: FigmaSandbox;
  let ines: RestClient;

  beforeAll(async () => (sandbox = await createFigmaSandbox()));
  beforeEach(async () => {
    sandbox.reset();
    ines = await RestClient.signIn(sandbox, 'ines');
  });
  afterAll(() => sandbox.close());

  const send = (client: RestClient, { method, path }: { method: string; path: string }) => {
    const target = pathOf(path);
    if (method === 'POST') return client.post(target, { message: 'Hello' });
    return method === 'DELETE' ? client.delete(target) : client.get(target);
  };

  describe.each(OPERATIONS)('$method $path', (operation) => {
    it('answers 403 for an unknown token and for one that expired', async () => {
      const stranger = new RestClient(sandbox, { ...ines.grant, access_token: 'figu_unknown' });
      expect((await send(stranger, operation)).body).toEqual({ status: 403, err: 'Invalid token' });
      sandbox.state.expireAccessTokens();
      expect((await send(ines, operation)).body).toEqual({ status: 403, err: 'Token expired' });
    });

    it('names the scopes a token has and the one it lacks', async () => {
      const others = ['file_versions:read', 'library_assets:read'];
      const limited = await RestClient.signIn(sandbox, 'ines', others.join(' '));
      const expected = `Invalid scope(s): ${others.join(', ')}. This endpoint requires the ${operation.scope} scope`;
      expect((await send(limited, operation)).body).toEqual({ status: 403, err: expected });
    });

    it('is content with its own scope alone', async () => {
      const minimal = await RestClient.signIn(sandbox, 'ines', operation.scope);
      expect((await send(minimal, operation)).status).toBe(operation.operationId === 'deleteComment' ? 404 : 200);
    });
  });

  it('takes an OAuth token as a Bearer token only', async () => {
    const { access_token: token } = ines.grant;
    expect((await ines.get('/v1/me', { 'x-figma-token': token })).body).toEqual({ status: 403, err: 'Invalid token' });
    expect((await ines.get('/v1/me', {})).status).toBe(403);
    expect((await ines.get('/v1/me', { authorization: `Basic ${token}` })).status).toBe(403);
    expect((await ines.get('/v1/me', { authorization: `bearer ${token}` })).status).toBe(200);
  });

  it('refuses a revoked token as one it never knew', async () => {
    sandbox.state.revokeTokens('ines');
    expect((await ines.get('/v1/me')).body).toEqual({ status: 403, err: 'Invalid token' });
  });

  it('closes folders and projects to public apps that have the scope', async () => {
    sandbox.state.app(DEMO.clientId).scopes = [
      'folders:read',
      'folder_metadata:read',
      'projects:read',
      'current_user:read',
    ];
    const member = await RestClient.signIn(sandbox, 'ines');
    sandbox.state.app(DEMO.clientId).kind = 'public';
    for (const path of [
      `/v2/teams/${SEED.product}/folders`,
      `/v2/folders/${SEED.checkoutFolder}/files`,
      `/v1/teams/${SEED.product}/projects`,
    ]) {
      expect((await member.get(path)).body).toEqual({ status: 403, err: 'Not available to public OAuth apps' });
    }
    expect((await member.get('/v1/me')).status).toBe(200);
  });

  it('sends a request id and forbids caching, on errors too', async () => {
    const [found, refused] = [await ines.get('/v1/me'), await ines.get('/v1/me', {})];
    for (const { headers } of [found, refused]) {
      expect(headers.get('x-figma-rest-api-request-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(headers.get('cache-control')).toBe('no-cache, no-store');
      expect([...headers.keys()].filter((name) => /rate|retry/.test(name))).toEqual([]);
    }
    expect(found.headers.get('x-figma-rest-api-request-id')).not.toBe(
      refused.headers.get('x-figma-rest-api-request-id'),
    );
  });

  it('answers unknown paths with 404 as JSON', async () => {
    const response = await fetch(`${sandbox.apiUrl}/v1/nothing`);
    expect([response.status, await response.json()]).toEqual([404, { status: 404, err: 'Not found' }]);
  });

  it('answers unreadable JSON with 400', async () => {
    const headers = { authorization: `Bearer ${ines.grant.access_token}`, 'content-type': 'application/json' };
    const url = `${sandbox.apiUrl}/v1/files/${SEED.checkout}/comments`;
    const response = await fetch(url, { method: 'POST', headers, body: '{"message":' });
    expect([response.status, await response.json()]).toEqual([
      400,
      expect.objectContaining({ status: 400, error: true }),
    ]);
  });

  it('compresses larger answers for clients that accept gzip', async () => {
    const read = (coding: string) =>
      fetch(`${sandbox.apiUrl}/v1/files/${SEED.checkout}`, {
        headers: { authorization: `Bearer ${ines.grant.access_token}`, 'accept-encoding': coding },
      });
    const [plain, zipped, refused] = [await read('identity'), await read('gzip, br'), await read('gzip;q=0')];
    expect(zipped.headers.get('content-encoding')).toBe('gzip');
    expect(Number(zipped.headers.get('content-length'))).toBeLessThan(Number(plain.headers.get('content-length')) / 4);
    expect(await zipped.json()).toEqual(await plain.json());
    expect(refused.headers.get('content-encoding')).toBeNull();
  });

  it('ends the token of an earlier consent when the same user allows the app again', async () => {
    const again = await RestClient.signIn(sandbox, 'ines');
    expect((await ines.get('/v1/me')).body).toEqual({ status: 403, err: 'Invalid token' });
    expect((await again.get('/v1/me')).status).toBe(200);
  });

  it('lets two apps of one user have a token each', async () => {
    sandbox.state.addApp({
      clientId: 'other',
      clientSecret: 's',
      kind: 'public',
      redirectUris: [REDIRECT_URI],
      scopes: ['current_user:read'],
    });
    const url = `${sandbox.webUrl}/oauth?client_id=other&redirect_uri=${REDIRECT_URI}&scope=current_user:read&state=s&response_type=code`;
    const code = new URL(await sandbox.authorize(url, { user: 'ines' })).searchParams.get('code')!;
    expect((await exchange(sandbox, code)).status).toBe(400);
    expect((await ines.get('/v1/me')).status).toBe(200);
  });
});

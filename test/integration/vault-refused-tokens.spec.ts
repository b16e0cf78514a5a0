import { TokenRefusedError } from '../../src/tokens/tokens.errors.js';
import { json } from '../support/scripted-provider.js';
import { startVault, type Vault } from '../support/vault.js';

let vault: Vault;
beforeAll(async () => (vault = await startVault()));
afterAll(() => vault.close());
afterEach(() => vault.provider.finish());

const newTokens = json(200, { access_token: 'access-2', token_type: 'bearer', expires_in: 3_600 });

async function connected(refreshToken: string | null = 'refresh-1'): Promise<string> {
  const user = await vault.newUser();
  await vault.connect(user, { refreshToken });
  return user;
}

/** A provider's API that accepts only these tokens, and what it was called with. */
function api(...accepted: string[]) {
  const seen: string[] = [];
  const call = (token: string): Promise<string> => {
    seen.push(token);
    return accepted.includes(token) ? Promise.resolve('the data') : Promise.reject(new TokenRefusedError());
  };
  return { seen, call };
}

const run = (user: string, { call }: { call: (token: string) => Promise<string> }) =>
  vault.tokens.withAccessToken(user, 'figma', call);

describe('withAccessToken', () => {
  it('calls once when the token works', async () => {
    const figma = api('access-1');
    expect(await run(await connected(), figma)).toBe('the data');
    expect(figma.seen).toEqual(['access-1']);
  });

  it('refreshes a refused token once and repeats the call once, also when it is brand-new', async () => {
    const figma = api('access-2');
    const user = await connected();
    vault.provider.answer(newTokens);
    expect(await run(user, figma)).toBe('the data');
    expect(figma.seen).toEqual(['access-1', 'access-2']);
    expect(vault.provider.paths).toEqual(['POST /v1/oauth/refresh']);
    expect((await vault.row(user)).status_reason).toBeNull();
  });

  it('takes the newer token that somebody else has stored meanwhile, without a refresh', async () => {
    const user = await connected();
    const figma = api('of-another-consent');
    const call = async (token: string): Promise<string> => {
      if (token === 'access-1') await vault.connect(user, { accessToken: 'of-another-consent' });
      return figma.call(token);
    };
    expect(await run(user, { call })).toBe('the data');
    expect(figma.seen).toEqual(['access-1', 'of-another-consent']);
    expect(vault.provider.requests).toEqual([]);
  });

  it('gives up after one refresh and one retry: three calls upstream, 409, and none after that', async () => {
    const user = await connected();
    const figma = api();
    vault.provider.answer(newTokens);
    await expect(run(user, figma)).rejects.toMatchObject({ status: 409, code: 'reconnect_required' });
    expect(figma.seen).toEqual(['access-1', 'access-2']);
    expect(figma.seen.length + vault.provider.requests.length).toBe(3);
    expect(await vault.row(user)).toMatchObject({ is_active: true, status_reason: 'revoked_at_provider' });
    expect(vault.audits('reconnect_required').at(-1)).toMatchObject({ reason: 'revoked_at_provider' });
    await expect(run(user, figma)).rejects.toMatchObject({ status: 409 });
    expect(figma.seen).toHaveLength(2);
  });

  it('gives up at once when there is nothing to refresh with', async () => {
    const user = await connected(null);
    const figma = api();
    await expect(run(user, figma)).rejects.toMatchObject({ status: 409 });
    expect(figma.seen).toEqual(['access-1']);
    expect((await vault.row(user)).status_reason).toBe('revoked_at_provider');
  });

  it('says 409 when the refresh is refused too', async () => {
    const user = await connected();
    vault.provider.answer(json(400, { error: 'invalid_grant' }));
    await expect(run(user, api())).rejects.toMatchObject({ status: 409 });
    expect((await vault.row(user)).status_reason).toBe('refresh_rejected');
  });

  it('marks nobody when the provider cannot refresh at the moment, and leaves it alone for a while', async () => {
    const user = await connected();
    const figma = api();
    vault.provider.answer(json(500, {}));
    for (let call = 0; call < 3; call += 1) {
      await expect(run(user, figma)).rejects.toMatchObject({ status: 502, code: 'provider_error' });
    }
    expect(vault.provider.requests).toHaveLength(1);
    expect((await vault.row(user)).status_reason).toBeNull();
  });

  it('serves many whose token is refused at the same time with one refresh', async () => {
    const user = await connected();
    const figma = api('access-2');
    vault.provider.answer(newTokens);
    const calls = Array.from({ length: 10 }, () => run(user, figma));
    expect(await Promise.all(calls)).toEqual(Array(10).fill('the data'));
    expect(vault.provider.requests).toHaveLength(1);
  });

  it('passes other errors on and repeats nothing', async () => {
    const user = await connected();
    const seen: string[] = [];
    const call = (token: string): Promise<string> => {
      seen.push(token);
      return Promise.reject(new Error('a 500 of Figma'));
    };
    await expect(run(user, { call })).rejects.toThrow('a 500 of Figma');
    expect(seen).toEqual(['access-1']);
  });

  it('ends as not connected when the user disconnects in between', async () => {
    const user = await connected();
    const call = async (): Promise<string> => {
      await vault.disconnect(user);
      throw new TokenRefusedError();
    };
    await expect(run(user, { call })).rejects.toMatchObject({ status: 404, code: 'not_connected' });
    expect(vault.provider.requests).toEqual([]);
  });

  it('does not mark a new connection for the failure of the old one', async () => {
    const user = await connected();
    vault.provider.answer(newTokens);
    const call = async (token: string): Promise<string> => {
      if (token === 'access-2') await vault.connect(user, { accessToken: 'access-3' });
      throw new TokenRefusedError();
    };
    await expect(run(user, { call })).rejects.toMatchObject({ status: 409 });
    expect((await vault.row(user)).status_reason).toBeNull();
    expect(await vault.tokens.accessTokenFor(user, 'figma')).toBe('access-3');
  });
});

import { keyIdOf } from '../../src/platform/crypto/sealed-box.js';
import { json } from '../support/scripted-provider.js';
import { newKey, startVault, type Vault } from '../support/vault.js';

// An attacker who can write SQL, or a backup restored wrongly: T-21 and T-22.
let vault: Vault;
beforeAll(async () => (vault = await startVault()));
afterAll(() => vault.close());
afterEach(() => vault.provider.finish());

async function connected(provider = 'figma'): Promise<string> {
  const user = await vault.newUser();
  await vault.connect(user, { provider, accessToken: `access-of-${user}`, refreshToken: `refresh-of-${user}` });
  return user;
}

const set = (user: string, assignments: string, params: unknown[] = []): Promise<unknown> =>
  vault.database.query(`UPDATE oauth_tokens SET ${assignments} WHERE user_id = $1`, [user, ...params]);

/** 409, an audit line, a reason for the settings page, and the provider heard nothing; also the second time. */
async function expectClosed(user: string, provider = 'figma'): Promise<void> {
  const before = vault.audits('token_undecryptable').length;
  for (let call = 1; call <= 2; call += 1) {
    await expect(vault.tokens.accessTokenFor(user, provider)).rejects.toMatchObject({
      status: 409,
      code: 'reconnect_required',
    });
    expect(vault.audits('token_undecryptable')).toHaveLength(before + call);
  }
  const row = await vault.row(user, provider);
  expect(vault.audits('token_undecryptable').at(-1)).toMatchObject({ provider, connectionId: row.id });
  expect(row).toMatchObject({ is_active: true, status_reason: 'vault_key_unavailable' });
  expect(vault.provider.requests).toEqual([]);
}

describe.each([
  ['a token that is used', 3_600],
  ['a token that is about to expire', 60],
  ['an expired token', -60],
])('%s', (_, seconds) => {
  it('does not open when access and refresh token change places', async () => {
    const user = await connected();
    await vault.expireIn(user, seconds);
    await set(user, 'access_token = refresh_token, refresh_token = access_token');
    await expectClosed(user);
  });

  it("does not open in another user's row", async () => {
    const [victim, thief] = [await connected(), await connected()];
    const loot = await vault.row(victim);
    await set(thief, 'access_token = $2, refresh_token = $3', [loot.access_token, loot.refresh_token]);
    await vault.expireIn(thief, seconds);
    await expectClosed(thief);
    expect(await vault.tokens.accessTokenFor(victim, 'figma')).toBe(`access-of-${victim}`);
  });

  it('does not open in the row of another provider', async () => {
    const user = await connected();
    await vault.connect(user, { provider: 'github' });
    await vault.database.query(
      `UPDATE oauth_tokens g SET access_token = f.access_token, refresh_token = f.refresh_token,
              expires_at = now() + make_interval(secs => $2)
         FROM oauth_tokens f WHERE g.user_id = $1 AND f.user_id = $1 AND g.provider = 'github' AND f.provider = 'figma'`,
      [user, seconds],
    );
    await expectClosed(user, 'github');
  });

  it('does not open when the row is given to another user or becomes another account', async () => {
    const [user, thief] = [await connected(), await vault.newUser()];
    await set(user, 'user_id = $2', [thief]);
    await vault.expireIn(thief, seconds);
    await expectClosed(thief);
    const renamed = await connected();
    await set(renamed, `provider_user_id = 'somebody-else'`);
    await expect(vault.tokens.accessTokenFor(renamed, 'figma')).rejects.toMatchObject({ code: 'reconnect_required' });
  });
});

describe('a ciphertext', () => {
  const parts = ['version', 'key id', 'nonce', 'ciphertext', 'tag'];

  it.each(parts.map((name, index) => [name, index] as const))('with a changed %s fails closed', async (_, index) => {
    const user = await connected();
    const sealed = (await vault.row(user)).access_token!.split('.');
    const flipped = Buffer.from(sealed[index]!, 'base64url');
    if (index >= 2) flipped.writeUInt8(flipped.readUInt8(0) ^ 1, 0);
    sealed[index] = ['v0', 'other', ...Array<string>(3).fill(flipped.toString('base64url'))][index]!;
    await set(user, 'access_token = $2', [sealed.join('.')]);
    await expectClosed(user);
  });

  it.each([4, 8, 12])('with its tag cut to %i bytes fails closed', async (bytes) => {
    const user = await connected();
    const sealed = (await vault.row(user)).access_token!.split('.');
    sealed[4] = Buffer.from(sealed[4]!, 'base64url').subarray(0, bytes).toString('base64url');
    await set(user, 'access_token = $2', [sealed.join('.')]);
    await expectClosed(user);
  });

  it.each(['', 'plain', 'v1.t1...', 'figu_a-token-in-the-clear'])('of %j fails closed', async (text) => {
    const user = await connected();
    await set(user, 'access_token = $2', [text]);
    await expectClosed(user);
  });

  it('that is missing fails closed', async () => {
    const user = await connected();
    await set(user, 'access_token = NULL');
    await expect(vault.tokens.accessTokenFor(user, 'figma')).rejects.toMatchObject({ code: 'reconnect_required' });
    expect(vault.provider.requests).toEqual([]);
  });

  it('of an old value of the same column is refused by nobody: a replay inside one row is not detected', async () => {
    const user = await connected();
    const before = await vault.row(user);
    await vault.connect(user, { accessToken: 'newer' });
    await set(user, 'access_token = $2', [before.access_token]);
    expect(await vault.tokens.accessTokenFor(user, 'figma')).toBe(`access-of-${user}`);
  });
});

describe("a row that was pointed to another account's grant", () => {
  async function thiefOf(victim: string): Promise<string> {
    const thief = await connected();
    await set(thief, 'grant_id = $2', [(await vault.row(victim)).grant_id]);
    return thief;
  }
  const newTokens = json(200, { access_token: 'new-access-of-the-victim', token_type: 'bearer', expires_in: 3_600 });

  it.each([
    ['', 'SELECT'],
    [
      ' and renamed to the account',
      `UPDATE oauth_tokens SET provider_user_id = 'account-of-' || $2::text WHERE user_id = $1`,
    ],
  ])("gets nothing of the victim's next refresh%s", async (_, sql) => {
    const victim = await connected();
    const thief = await thiefOf(victim);
    if (sql !== 'SELECT') await vault.database.query(sql, [thief, victim]);
    const before = await vault.row(thief);
    await vault.expireIn(victim, -1);
    vault.provider.answer(newTokens);
    expect(await vault.tokens.accessTokenFor(victim, 'figma')).toBe('new-access-of-the-victim');
    expect((await vault.row(thief)).access_token).toBe(before.access_token);
  });

  it("gets nothing of the victim's next consent", async () => {
    const victim = await connected();
    const thief = await thiefOf(victim);
    await set(thief, 'provider_user_id = $2', [`account-of-${victim}`]);
    const before = await vault.row(thief);
    await vault.connect(victim, { accessToken: 'new-access-of-the-victim' });
    expect((await vault.row(thief)).access_token).toBe(before.access_token);
  });

  it('cannot put its own tokens into the row of the victim', async () => {
    const victim = await connected();
    const thief = await thiefOf(victim);
    await vault.expireIn(thief, -1);
    await vault.tokens.accessTokenFor(thief, 'figma').catch(() => undefined);
    expect(vault.provider.requests).toEqual([]);
    expect(await vault.tokens.accessTokenFor(victim, 'figma')).toBe(`access-of-${victim}`);
  });
});

it('what one of two users of an account cannot decrypt does not harm the other', async () => {
  const [ana, ben] = [await vault.newUser(), await vault.newUser()];
  for (const user of [ana, ben]) await vault.connect(user, { account: `shared-${ana}` });
  await set(ana, `refresh_token = access_token`);
  for (const user of [ana, ben]) await vault.expireIn(user, -1);
  vault.provider.answer(json(200, { access_token: 'access-2', token_type: 'bearer', expires_in: 3_600 }));
  const [anas, bens] = await Promise.allSettled([ana, ben].map((user) => vault.tokens.accessTokenFor(user, 'figma')));
  expect(bens).toMatchObject({ status: 'fulfilled', value: 'access-2' });
  expect(anas!.status === 'fulfilled' || (await vault.row(ana)).is_active).toBe(true);
  expect((await vault.row(ben)).status_reason).toBeNull();
});

describe('a key that comes back', () => {
  it('heals the connection at its next use, within the minute too', async () => {
    const user = await connected();
    await vault.tokens.accessTokenFor(user, 'figma');
    const { access_token } = await vault.row(user);
    await set(user, 'access_token = $2', [access_token!.replace('v1.t1.', 'v1.gone.')]);
    await expectClosed(user);
    await set(user, 'access_token = $2', [access_token]);
    expect(await vault.tokens.accessTokenFor(user, 'figma')).toBe(`access-of-${user}`);
    expect((await vault.row(user)).status_reason).toBeNull();
  });
});

it('a second key in front writes from then on, and what the first wrote stays readable', async () => {
  const [old, fresh] = [newKey('old'), newKey('new')];
  const before = await startVault({ env: { TOKEN_ENCRYPTION_KEYS: old } });
  const user = await before.newUser();
  await before.connect(user);
  await before.app.close();
  const after = await startVault({
    env: { TOKEN_ENCRYPTION_KEYS: `${fresh},${old}` },
    database: before.database,
    provider: before.provider,
  });
  expect(await after.tokens.accessTokenFor(user, 'figma')).toBe('access-1');
  await after.connect(user, { accessToken: 'access-2' });
  expect(keyIdOf((await after.row(user)).access_token!)).toBe('new');
  expect(await after.tokens.accessTokenFor(user, 'figma')).toBe('access-2');
  await after.close();
  await before.provider.close();
  await before.database.drop();
});

import { subjectHash } from '../../src/platform/logging/log.service.js';
import { json } from '../support/scripted-provider.js';
import { ninetyDays, startVault, until, type Vault } from '../support/vault.js';

let vault: Vault;
beforeAll(async () => (vault = await startVault()));
afterAll(() => vault.close());
afterEach(() => vault.provider.finish());

const tokensAnswer = (more: Record<string, unknown> = {}) =>
  json(200, { access_token: 'access-2', token_type: 'bearer', expires_in: 3_600, ...more });
const secondsUntil = (at: Date | null): number => (at!.getTime() - Date.now()) / 1_000;

async function connected(): Promise<string> {
  const user = await vault.newUser();
  await vault.connect(user);
  return user;
}

async function generationOf(user: string): Promise<number> {
  const { grant_id } = await vault.row(user);
  const [grant] = await vault.database.query<{ generation: string }>(
    'SELECT generation FROM oauth_grants WHERE id = $1',
    [grant_id],
  );
  return Number(grant!.generation);
}

const refreshLogOf = (user: string) =>
  vault.database.query('SELECT provider, status, error_code, duration_ms FROM oauth_refresh_log WHERE user_id = $1', [
    user,
  ]);

describe('accessTokenFor', () => {
  it('gives a fresh token without asking the provider', async () => {
    const user = await connected();
    expect(await vault.tokens.accessTokenFor(user, 'figma')).toBe('access-1');
    expect(vault.provider.requests).toEqual([]);
  });

  it('gives a token that never expires without asking the provider', async () => {
    const user = await vault.newUser();
    await vault.connect(user, { expiresIn: null });
    expect((await vault.row(user)).expires_at).toBeNull();
    expect(await vault.tokens.accessTokenFor(user, 'figma')).toBe('access-1');
  });

  it('refreshes once less than five minutes are left, and not before', async () => {
    const user = await connected();
    await vault.expireIn(user, 305);
    expect(await vault.tokens.accessTokenFor(user, 'figma')).toBe('access-1');
    await vault.expireIn(user, 295);
    vault.provider.answer(tokensAnswer());
    expect(await vault.tokens.accessTokenFor(user, 'figma')).toBe('access-2');
    expect(vault.provider.requests[0]!.form.refresh_token).toBe('refresh-1');
  });

  it('stores what the answer says: tokens, expiry, a new generation, a line in the log', async () => {
    const user = await connected();
    const generation = await generationOf(user);
    await vault.expireIn(user, -10);
    vault.provider.answer(tokensAnswer({ expires_in: 7_200 }));
    await vault.tokens.accessTokenFor(user, 'figma');
    const row = await vault.row(user);
    expect(secondsUntil(row.expires_at)).toBeGreaterThan(7_150);
    expect(secondsUntil(row.expires_at)).toBeLessThanOrEqual(7_201);
    expect(await generationOf(user)).toBe(generation + 1);
    const [line, ...more] = await refreshLogOf(user);
    expect(line).toMatchObject({ provider: 'figma', status: 'success', error_code: null });
    expect(line!.duration_ms).toBeGreaterThanOrEqual(0);
    expect(line!.duration_ms).toBeLessThan(10_000);
    expect(more).toEqual([]);
  });

  it('asks nobody again once it has refreshed', async () => {
    const user = await connected();
    await vault.expireIn(user, -10);
    vault.provider.answer(tokensAnswer());
    for (let call = 0; call < 3; call += 1) expect(await vault.tokens.accessTokenFor(user, 'figma')).toBe('access-2');
    expect(vault.provider.requests).toHaveLength(1);
  });

  it('keeps the refresh token when none comes back, and takes a new one when one comes', async () => {
    const user = await connected();
    const sent: unknown[] = [];
    for (const answer of [{}, { refresh_token: 'refresh-2' }, {}]) {
      await vault.expireIn(user, -10);
      vault.provider.answer(tokensAnswer(answer));
      await vault.tokens.accessTokenFor(user, 'figma');
      sent.push(vault.provider.requests.at(-1)!.form.refresh_token);
    }
    expect(sent).toEqual(['refresh-1', 'refresh-1', 'refresh-2']);
  });

  it('without a refresh token gives the token while it lives, and says token_expired after', async () => {
    const user = await vault.newUser();
    await vault.connect(user, { refreshToken: null });
    await vault.expireIn(user, 10);
    expect(await vault.tokens.accessTokenFor(user, 'figma')).toBe('access-1');
    await vault.expireIn(user, -1);
    await expect(vault.tokens.accessTokenFor(user, 'figma')).rejects.toMatchObject({
      status: 409,
      code: 'reconnect_required',
    });
    expect(await vault.row(user)).toMatchObject({ is_active: true, status_reason: 'token_expired' });
    expect(vault.audits('reconnect_required').at(-1)).toMatchObject({ reason: 'token_expired' });
  });

  it('knows no connection that is not there, was disconnected, or is of another provider', async () => {
    const never = await vault.newUser();
    const gone = await connected();
    await vault.disconnect(gone);
    for (const user of [never, gone]) {
      await expect(vault.tokens.accessTokenFor(user, 'figma')).rejects.toMatchObject({
        status: 404,
        code: 'not_connected',
      });
    }
    await expect(vault.tokens.accessTokenFor(await connected(), 'github')).rejects.toMatchObject({
      code: 'not_connected',
    });
    await expect(vault.tokens.accessTokenFor(gone, 'dropbox')).rejects.toMatchObject({ code: 'unknown_provider' });
  });
});

describe('last_used_at', () => {
  const lastUse = async (user: string) => (await vault.row(user)).last_used_at;

  it('is empty until the token is used', async () => {
    const user = await connected();
    expect(await lastUse(user)).toBeNull();
    await vault.tokens.accessTokenFor(user, 'figma');
    expect(secondsUntil(await lastUse(user))).toBeGreaterThan(-30);
  });

  it('moves at most once a minute, and always when a minute has passed', async () => {
    const user = await connected();
    await vault.tokens.accessTokenFor(user, 'figma');
    for (const [seconds, moves] of [
      [55, false],
      [65, true],
    ] as const) {
      await vault.database.query(
        'UPDATE oauth_tokens SET last_used_at = now() - make_interval(secs => $2) WHERE user_id = $1',
        [user, seconds],
      );
      const before = await lastUse(user);
      await vault.tokens.accessTokenFor(user, 'figma');
      expect((await lastUse(user))!.getTime() > before!.getTime()).toBe(moves);
    }
  });

  it('costs one write when many use the token at once', async () => {
    const user = await connected();
    await vault.database.query('CREATE TABLE uses (id uuid)');
    await vault.database.query(
      `CREATE FUNCTION count_use() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO uses VALUES (new.id); RETURN new; END'`,
    );
    await vault.database.query(
      `CREATE TRIGGER uses BEFORE UPDATE OF last_used_at ON oauth_tokens FOR EACH ROW EXECUTE FUNCTION count_use()`,
    );
    // Everybody reads the row before anybody has written it.
    const lock = vault.source.createQueryRunner();
    await lock.startTransaction();
    await lock.query('SELECT FROM oauth_tokens WHERE user_id = $1 FOR UPDATE', [user]);
    const calls = Array.from({ length: 5 }, () => vault.tokens.accessTokenFor(user, 'figma'));
    await until(async () => (await waiting()) === 5, 'five callers wait to write');
    await lock.commitTransaction();
    await lock.release();
    await Promise.all(calls);
    expect(await vault.database.query('SELECT FROM uses')).toHaveLength(1);
  });

  async function waiting(): Promise<number> {
    const rows = await vault.database.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return rows.length;
  }
});

describe('connecting', () => {
  it('stores nothing in the clear (T-20)', async () => {
    const user = await vault.newUser();
    const secrets = { accessToken: 'plain-access-d41d8cd9', refreshToken: 'plain-refresh-8f00b204' };
    await vault.connect(user, secrets);
    await vault.expireIn(user, -1);
    vault.provider.answer(
      tokensAnswer({ access_token: 'plain-access-e9800998', refresh_token: 'plain-refresh-ecf8427e' }),
    );
    await vault.tokens.accessTokenFor(user, 'figma');
    const tables = await vault.database.query<{ table_name: string }>(
      `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`,
    );
    expect(tables.length).toBeGreaterThan(10);
    for (const { table_name } of tables) {
      const rows = await vault.database.query(`SELECT t::text AS row FROM "${table_name}" t`);
      expect(JSON.stringify(rows)).not.toContain('plain-');
    }
    expect(vault.logs.join('')).not.toContain('plain-');
  });

  it('seals the same token differently in every row and every time', async () => {
    const [one, other] = [await connected(), await connected()];
    const before = await vault.row(one);
    await vault.connect(one);
    const ciphertexts = [before, await vault.row(one), await vault.row(other)].flatMap((row) => [
      row.access_token,
      row.refresh_token,
    ]);
    expect(new Set(ciphertexts).size).toBe(6);
  });

  it('says which scopes were asked for and not granted, keeps the granted ones, and stores the reason', async () => {
    const user = await vault.newUser();
    const { missingScopes } = await vault.connect(user, { scopes: ['current_user:read', 'more:read'] });
    expect(missingScopes).toEqual(['file_content:read']);
    expect(await vault.row(user)).toMatchObject({
      scope: ['current_user:read', 'more:read'],
      status_reason: 'scopes_missing',
    });
    expect((await vault.connect(user)).missingScopes).toEqual([]);
    expect((await vault.row(user)).status_reason).toBeNull();
  });

  it('keeps created_at and last_used_at while connected, and starts both anew after a disconnect', async () => {
    const user = await connected();
    await vault.tokens.accessTokenFor(user, 'figma');
    await vault.database.query(
      `UPDATE oauth_tokens SET created_at = now() - interval '3 days', last_used_at = now() - interval '1 day' WHERE user_id = $1`,
      [user],
    );
    const before = await vault.row(user);
    await vault.connect(user, { accessToken: 'access-2' });
    const reconnected = await vault.row(user);
    expect(reconnected).toMatchObject({
      id: before.id,
      created_at: before.created_at,
      last_used_at: before.last_used_at,
    });
    await vault.disconnect(user);
    await vault.connect(user, { accessToken: 'access-3' });
    const anew = await vault.row(user);
    expect(anew.id).toBe(before.id);
    expect(anew.created_at.getTime()).toBeGreaterThan(before.created_at.getTime());
    expect(anew.last_used_at).toBeNull();
    expect(await vault.tokens.accessTokenFor(user, 'figma')).toBe('access-3');
  });

  it('heals a connection that was dead', async () => {
    const user = await connected();
    for (const reason of ['token_expired', 'refresh_rejected', 'revoked_at_provider', 'vault_key_unavailable']) {
      await vault.database.query('UPDATE oauth_tokens SET status_reason = $2 WHERE user_id = $1', [user, reason]);
      await vault.connect(user, { accessToken: `after-${reason}` });
      expect((await vault.row(user)).status_reason).toBeNull();
      expect(await vault.tokens.accessTokenFor(user, 'figma')).toBe(`after-${reason}`);
    }
  });

  it('with another account while connected changes nothing at all', async () => {
    const user = await connected();
    const before = { row: await vault.row(user), generation: await generationOf(user) };
    const grants = await vault.database.query('SELECT id FROM oauth_grants');
    await expect(vault.connect(user, { account: 'somebody-else', accessToken: 'theirs' })).rejects.toMatchObject({
      name: 'AccountMismatchError',
    });
    expect({ row: await vault.row(user), generation: await generationOf(user) }).toEqual(before);
    expect(await vault.database.query('SELECT id FROM oauth_grants')).toHaveLength(grants.length);
    expect(await vault.tokens.accessTokenFor(user, 'figma')).toBe('access-1');
  });

  it('with another account is possible after a disconnect', async () => {
    const user = await connected();
    await vault.disconnect(user);
    await vault.connect(user, { account: `new-account-${user}`, accessToken: 'new-access' });
    expect((await vault.row(user)).provider_user_id).toBe(`new-account-${user}`);
    expect(await vault.tokens.accessTokenFor(user, 'figma')).toBe('new-access');
  });

  it('to several providers keeps each apart', async () => {
    const user = await connected();
    await vault.connect(user, { provider: 'github', accessToken: 'gho' });
    await vault.disconnect(user);
    expect(await vault.tokens.accessTokenFor(user, 'github')).toBe('gho');
    const connections = await vault.tokens.listConnections(user);
    expect(connections.map(({ provider, isActive }) => [provider, isActive])).toEqual([
      ['figma', false],
      ['github', true],
    ]);
  });

  it('leaves one row and one grant when the same user connects many times at once', async () => {
    const user = await vault.newUser();
    await Promise.all(Array.from({ length: 6 }, (_, index) => vault.connect(user, { accessToken: `access-${index}` })));
    expect(await vault.database.query('SELECT FROM oauth_tokens WHERE user_id = $1', [user])).toHaveLength(1);
    expect(await generationOf(user)).toBe(7);
  });
});

describe('disconnecting', () => {
  it('wipes both ciphertexts and the grant; the row stays', async () => {
    const user = await connected();
    const { grant_id } = await vault.row(user);
    await vault.disconnect(user);
    expect(await vault.row(user)).toMatchObject({
      is_active: false,
      access_token: null,
      refresh_token: null,
      expires_at: null,
      grant_id: null,
      scope: [],
      status_reason: null,
    });
    expect(await vault.database.query('SELECT FROM oauth_grants WHERE id = $1', [grant_id])).toEqual([]);
    expect(vault.audits('disconnected').at(-1)).toMatchObject({ provider: 'figma', subject: subjectHash(user) });
  });

  it('twice changes nothing the second time, and never connected is 404', async () => {
    const user = await connected();
    await vault.disconnect(user);
    const once = await vault.row(user);
    await vault.disconnect(user);
    expect(await vault.row(user)).toEqual(once);
    await expect(vault.disconnect(await vault.newUser())).rejects.toMatchObject({ status: 404, code: 'not_connected' });
  });

  it('twenty times at once succeeds each time and wipes once (T-29)', async () => {
    const user = await connected();
    const before = vault.audits('disconnected').length;
    await Promise.all(Array.from({ length: 20 }, () => vault.disconnect(user)));
    expect((await vault.row(user)).is_active).toBe(false);
    expect(vault.audits('disconnected').length - before).toBe(1);
  });

  it('is final also against a write by hand: the database refuses an inactive row with a ciphertext', async () => {
    const user = await connected();
    await expect(
      vault.database.query('UPDATE oauth_tokens SET is_active = false WHERE user_id = $1', [user]),
    ).rejects.toMatchObject({ constraint: 'oauth_tokens_wiped' });
  });
});

describe('users of ours who share a Figma account', () => {
  async function sharing(): Promise<[string, string]> {
    const [ana, ben] = [await vault.newUser(), await vault.newUser()];
    await vault.connect(ana, { account: `shared-${ana}`, accessToken: 'of-ana', refreshToken: 'refresh-of-ana' });
    await vault.connect(ben, { account: `shared-${ana}`, accessToken: 'of-ben', refreshToken: 'refresh-of-ben' });
    return [ana, ben];
  }

  it('share one grant, and the second consent serves both, for Figma has killed the first token', async () => {
    const [ana, ben] = await sharing();
    expect((await vault.row(ana)).grant_id).toBe((await vault.row(ben)).grant_id);
    for (const user of [ana, ben]) expect(await vault.tokens.accessTokenFor(user, 'figma')).toBe('of-ben');
  });

  it('are both served by one refresh', async () => {
    const [ana, ben] = await sharing();
    for (const user of [ana, ben]) await vault.expireIn(user, -5);
    vault.provider.answer(tokensAnswer());
    expect(await vault.tokens.accessTokenFor(ana, 'figma')).toBe('access-2');
    expect(await vault.tokens.accessTokenFor(ben, 'figma')).toBe('access-2');
    expect(vault.provider.requests).toHaveLength(1);
    expect(vault.provider.requests[0]!.form.refresh_token).toBe('refresh-of-ben');
    expect(secondsUntil((await vault.row(ben)).expires_at)).toBeGreaterThan(3_500);
  });

  it('do not lose their tokens when the other one disconnects', async () => {
    const [ana, ben] = await sharing();
    await vault.disconnect(ben);
    expect((await vault.row(ana)).access_token).not.toBeNull();
    expect(await vault.tokens.accessTokenFor(ana, 'figma')).toBe('of-ben');
    await vault.expireIn(ana, -5);
    vault.provider.answer(tokensAnswer());
    expect(await vault.tokens.accessTokenFor(ana, 'figma')).toBe('access-2');
    expect((await vault.row(ben)).access_token).toBeNull();
  });

  it('are both dead when the grant is refused, and both alive when one reconnects', async () => {
    const [ana, ben] = await sharing();
    for (const user of [ana, ben]) await vault.expireIn(user, -5);
    vault.provider.answer(json(400, { error: 'invalid_grant' }));
    for (const user of [ana, ben]) {
      await expect(vault.tokens.accessTokenFor(user, 'figma')).rejects.toMatchObject({ status: 409 });
    }
    expect(vault.provider.requests).toHaveLength(1);
    await vault.connect(ben, { account: `shared-${ana}`, accessToken: 'anew' });
    for (const user of [ana, ben]) expect(await vault.tokens.accessTokenFor(user, 'figma')).toBe('anew');
  });

  it('keep what is missing of their own scopes', async () => {
    const [ana, ben] = await sharing();
    await vault.connect(ana, { account: `shared-${ana}`, scopes: ['current_user:read'] });
    await vault.connect(ben, { account: `shared-${ana}` });
    expect((await vault.row(ana)).status_reason).toBe('scopes_missing');
    expect((await vault.row(ben)).status_reason).toBeNull();
  });

  it('have grants of their own at GitHub, where every consent has tokens of its own', async () => {
    const [ana, ben] = [await vault.newUser(), await vault.newUser()];
    for (const user of [ana, ben])
      await vault.connect(user, { provider: 'github', account: '583231', accessToken: `of-${user}` });
    expect((await vault.row(ana, 'github')).grant_id).not.toBe((await vault.row(ben, 'github')).grant_id);
    for (const user of [ana, ben]) expect(await vault.tokens.accessTokenFor(user, 'github')).toBe(`of-${user}`);
  });
});

it('stores the lifetime of a consent by the clock of the database', async () => {
  const user = await connected();
  expect(Math.abs(secondsUntil((await vault.row(user)).expires_at) - ninetyDays)).toBeLessThan(60);
});

import { OAuthClient } from '../../src/providers/oauth.client.js';
import { ProviderCallError } from '../../src/providers/providers.errors.js';
import { RefreshService } from '../../src/tokens/refresh.service.js';
import { type Answer, json, raw, reset } from '../support/scripted-provider.js';
import { newKey, startVault, until, type Vault, waitingForLocks } from '../support/vault.js';

let vault: Vault;
/** A second instance of the service on the same database. */
let other: Vault;
beforeAll(async () => {
  const env = { TOKEN_ENCRYPTION_KEYS: newKey('t1') };
  vault = await startVault({ env });
  other = await startVault({ env, database: vault.database, provider: vault.provider });
});
afterAll(async () => {
  await other.close();
  await vault.close();
});
afterEach(() => {
  jest.restoreAllMocks();
  vault.provider.finish();
});

const newTokens = json(200, { access_token: 'access-2', token_type: 'bearer', expires_in: 3_600 });

async function expired(seconds = -10): Promise<string> {
  const user = await vault.newUser();
  await vault.connect(user);
  await vault.expireIn(user, seconds);
  return user;
}

const tokenOf = (user: string, by: Vault = vault) => by.tokens.accessTokenFor(user, 'figma');
const times = <T>(count: number, call: () => Promise<T>): Promise<T>[] => Array.from({ length: count }, call);
const failureOf = (call: Promise<unknown>): Promise<Record<string, unknown>> =>
  call.then(
    (value) => ({ value }),
    (error: unknown) => error as Record<string, unknown>,
  );
const forgetCooldown = (): Promise<unknown> =>
  vault.database.query(`UPDATE oauth_grants SET failed_at = failed_at - interval '31 seconds'`);
const linesOf = (user: string) =>
  vault.database.query('SELECT status, error_code FROM oauth_refresh_log WHERE user_id = $1 ORDER BY created_at', [
    user,
  ]);

type Refreshable = Parameters<RefreshService['renew']>[0];

async function refreshable(user: string): Promise<Refreshable> {
  return (await vault.tokens.findConnection(user, 'figma')) as Refreshable;
}

describe('one refresh', () => {
  it('serves twenty callers of one process', async () => {
    const user = await expired();
    const refresh = vault.provider.hold(newTokens);
    const joined = jest.spyOn(vault.app.get(RefreshService), 'renew');
    const calls = times(20, () => tokenOf(user));
    await refresh.arrived;
    await until(() => joined.mock.calls.length === 20, 'all have joined');
    refresh.release();
    expect(await Promise.all(calls)).toEqual(Array(20).fill('access-2'));
    expect(vault.provider.requests).toHaveLength(1);
    expect(await linesOf(user)).toEqual([{ status: 'success', error_code: null }]);
  });

  it('serves twenty callers of each of two instances', async () => {
    const user = await expired();
    const refresh = vault.provider.hold(newTokens);
    const calls = [vault, other].flatMap((instance) => times(20, () => tokenOf(user, instance)));
    await refresh.arrived;
    await until(waitingForLocks(vault.database, 1), 'the second instance waits for the first');
    refresh.release();
    expect(await Promise.all(calls)).toEqual(Array(40).fill('access-2'));
    expect(vault.provider.requests).toHaveLength(1);
    expect(await linesOf(user)).toHaveLength(1);
  });

  it('is stored though nobody waits for its answer any more', async () => {
    const user = await expired();
    const refresh = vault.provider.hold(newTokens);
    void vault.app.get(RefreshService).renew(await refreshable(user));
    await refresh.arrived;
    refresh.release();
    expect(await tokenOf(user, other)).toBe('access-2');
    expect(vault.provider.requests).toHaveLength(1);
  });

  it('of one grant does not hold up another', async () => {
    const [slow, quick] = [await expired(), await expired()];
    const held = vault.provider.hold(newTokens);
    const waiting = tokenOf(slow);
    await held.arrived;
    vault.provider.answer(json(200, { access_token: 'quick', token_type: 'bearer' }));
    expect(await tokenOf(quick)).toBe('quick');
    held.release();
    expect(await waiting).toBe('access-2');
  });

  it('does not hold up readers of the same connection', async () => {
    const user = await expired();
    const held = vault.provider.hold(newTokens);
    const waiting = tokenOf(user);
    await held.arrived;
    expect((await vault.tokens.findConnection(user, 'figma'))?.isActive).toBe(true);
    await vault.database.query('UPDATE oauth_tokens SET last_used_at = now() WHERE user_id = $1', [user]);
    held.release();
    await waiting;
  });
});

describe('an outage', () => {
  const html = (status: number) => raw(status, '<html>', { 'content-type': 'text/html' });
  const outages: [string, Answer[], number, string][] = [
    ['500', [json(500, {})], 502, 'provider_error'],
    ['429', [json(429, {})], 502, 'provider_error'],
    ['a page of 403', [html(403)], 502, 'provider_error'],
    ['a reset connection', [reset], 502, 'provider_error'],
    ['404 everywhere', [json(404, {}), json(404, {})], 502, 'provider_error'],
    ['a page of 200', [html(200)], 502, 'provider_bad_response'],
    ['200 with an error', [json(200, { error: 'invalid_grant' })], 502, 'provider_bad_response'],
    ['401', [json(401, { error: 'invalid_client' })], 503, 'provider_not_configured'],
    ['400 invalid_client', [json(400, { error: 'invalid_client' })], 503, 'provider_not_configured'],
  ];

  it.each(outages)('of the kind %s is invisible while the token works', async (_, answers) => {
    const user = await expired(60);
    vault.provider.answer(...answers);
    expect(await tokenOf(user)).toBe('access-1');
    expect(await tokenOf(user, other)).toBe('access-1');
    expect(vault.provider.requests).toHaveLength(answers.length);
    expect((await vault.row(user)).status_reason).toBeNull();
  });

  it.each(outages)(
    'of the kind %s is an error once the token is over, marks nobody, and is over by itself',
    async (...args) => {
      const [, answers, status, code] = args;
      const user = await expired();
      const before = await vault.row(user);
      vault.provider.answer(...answers);
      expect(await failureOf(tokenOf(user))).toMatchObject({ status, code });
      expect(await vault.row(user)).toEqual(before);
      const cooling = await failureOf(tokenOf(user));
      expect(cooling).toMatchObject({ status: 502, code: 'provider_error', retryAfter: 30 });
      expect(vault.provider.requests).toHaveLength(answers.length);
      await forgetCooldown();
      vault.provider.answer(newTokens);
      expect(await tokenOf(user)).toBe('access-2');
      const kinds = (await linesOf(user)).map((line) => line.status);
      expect(kinds).toEqual(['failed', 'success']);
    },
  );

  it('that lasts longer than the deadline is a 504', async () => {
    const user = await expired();
    jest.spyOn(vault.app.get(OAuthClient), 'refresh').mockRejectedValue(new ProviderCallError('timeout'));
    expect(await failureOf(tokenOf(user))).toMatchObject({ status: 504, code: 'provider_timeout' });
    expect(await linesOf(user)).toEqual([{ status: 'failed', error_code: 'timeout' }]);
  });

  it('is found out by one call, whoever waits for it, on every instance', async () => {
    const user = await expired();
    const refresh = vault.provider.hold(json(500, {}));
    const calls = [vault, other].flatMap((instance) => times(5, () => failureOf(tokenOf(user, instance))));
    await refresh.arrived;
    await until(waitingForLocks(vault.database, 1), 'the second instance waits for the first');
    refresh.release();
    for (const failure of await Promise.all(calls)) expect(failure).toMatchObject({ code: 'provider_error' });
    expect(vault.provider.requests).toHaveLength(1);
  });

  it('is given thirty seconds from the moment it was seen, however long that took', async () => {
    const user = await expired();
    const refresh = vault.provider.hold(json(500, {}));
    const failure = failureOf(tokenOf(user));
    await refresh.arrived;
    const [clock] = await vault.database.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    refresh.release();
    await failure;
    const { grant_id } = await vault.row(user);
    const [grant] = await vault.database.query<{ failed_at: Date }>(
      'SELECT failed_at FROM oauth_grants WHERE id = $1',
      [grant_id],
    );
    expect(grant!.failed_at.getTime()).toBeGreaterThanOrEqual(clock!.now.getTime());
  });

  it('of our own client secret is logged loudly', async () => {
    const user = await expired(60);
    vault.provider.answer(json(401, { error: 'invalid_client' }));
    await tokenOf(user);
    const errors = vault.logs.filter((line) => line.includes('"level":"error"'));
    expect(errors.at(-1)).toContain('Figma refused our client credentials');
  });

  it('that nobody foresaw is logged, though the token still works', async () => {
    const user = await expired(60);
    jest.spyOn(vault.app.get(OAuthClient), 'refresh').mockRejectedValue(new RangeError('a mistake of ours'));
    expect(await tokenOf(user)).toBe('access-1');
    expect(vault.logs.at(-1)).toContain('a mistake of ours');
  });
});

describe('a refusal', () => {
  it.each<[string, Answer]>([
    ['400 invalid_grant', json(400, { error: 'invalid_grant' })],
    ['403 with a boolean error', json(403, { error: true, status: 403, message: 'Invalid refresh token' })],
  ])('by %s ends the grant: 409, and the provider is not asked again', async (_, answer) => {
    const user = await expired(60);
    vault.provider.answer(answer);
    for (let call = 0; call < 3; call += 1) {
      expect(await failureOf(tokenOf(user))).toMatchObject({ status: 409, code: 'reconnect_required' });
    }
    await forgetCooldown();
    expect(await failureOf(tokenOf(user, other))).toMatchObject({ code: 'reconnect_required' });
    expect(vault.provider.requests).toHaveLength(1);
    expect(await vault.row(user)).toMatchObject({ is_active: true, status_reason: 'refresh_rejected' });
    expect(await linesOf(user)).toEqual([{ status: 'failed', error_code: 'rejected' }]);
  });

  it('is found out by one call, whoever waits for it, on every instance', async () => {
    const user = await expired();
    const refresh = vault.provider.hold(json(400, { error: 'invalid_grant' }));
    const calls = [vault, other].flatMap((instance) => times(5, () => failureOf(tokenOf(user, instance))));
    await refresh.arrived;
    await until(waitingForLocks(vault.database, 1), 'the second instance waits for the first');
    refresh.release();
    for (const failure of await Promise.all(calls)) expect(failure).toMatchObject({ code: 'reconnect_required' });
    expect(vault.provider.requests).toHaveLength(1);
  });
});

describe('during a slow refresh', () => {
  it('a disconnect on another instance waits, and the connection stays disconnected (T-28)', async () => {
    const user = await expired();
    const refresh = vault.provider.hold(newTokens);
    const call = failureOf(tokenOf(user));
    await refresh.arrived;
    const disconnect = other.disconnect(user);
    await until(waitingForLocks(vault.database, 1), 'the disconnect waits');
    refresh.release();
    await disconnect;
    await call;
    expect(await vault.row(user)).toMatchObject({ is_active: false, access_token: null, refresh_token: null });
    expect(await failureOf(tokenOf(user))).toMatchObject({ code: 'not_connected' });
  });

  it('a reconnect waits, and its tokens are the ones that stay', async () => {
    const user = await expired();
    const refresh = vault.provider.hold(newTokens);
    const call = tokenOf(user);
    await refresh.arrived;
    const reconnect = other.connect(user, { accessToken: 'of-the-consent', refreshToken: 'refresh-of-the-consent' });
    await until(waitingForLocks(vault.database, 1), 'the reconnect waits');
    refresh.release();
    await Promise.all([reconnect, call]);
    expect(await tokenOf(user)).toBe('of-the-consent');
  });

  it('a refresh that waits for a disconnect finds nothing to refresh and calls nobody', async () => {
    const user = await expired();
    const disconnecting = vault.source.createQueryRunner();
    await disconnecting.startTransaction();
    const { grant_id } = await vault.row(user);
    await disconnecting.query('SELECT FROM oauth_grants WHERE id = $1 FOR UPDATE', [grant_id]);
    const call = failureOf(tokenOf(user));
    await until(waitingForLocks(vault.database, 1), 'the refresh waits');
    await disconnecting.query(
      `UPDATE oauth_tokens SET is_active = false, access_token = NULL, refresh_token = NULL, grant_id = NULL WHERE user_id = $1`,
      [user],
    );
    await disconnecting.query('DELETE FROM oauth_grants WHERE id = $1', [grant_id]);
    await disconnecting.commitTransaction();
    await disconnecting.release();
    expect(await call).toMatchObject({ code: 'not_connected' });
    expect(vault.provider.requests).toEqual([]);
  });
});

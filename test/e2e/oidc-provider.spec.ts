import { createHash, randomBytes } from 'node:crypto';
import type * as Registry from '../../src/providers/registry.js';
import { TokensService } from '../../src/tokens/tokens.service.js';
import { startApp, type TestApp } from '../support/app.js';
import { outcomeOf, type Outcome, programHeaders } from '../support/flows.js';
import type * as Support from '../support/oidc-provider.js';
import { OidcProvider } from '../support/oidc-provider.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { json, ScriptedProvider } from '../support/scripted-provider.js';
import { smallTeam } from '../support/team-seed.js';

jest.mock('../../src/providers/registry.js', () => {
  const { registry } = jest.requireActual<typeof Registry>('../../src/providers/registry.js');
  const { oidcDefinition } = jest.requireActual<typeof Support>('../support/oidc-provider.js');
  return { registry: [...registry, oidcDefinition] };
});

interface Started {
  readonly authorizationUrl: string;
  readonly stateToken: string;
}

const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

describe('an authorization server nobody here wrote', () => {
  let server: OidcProvider;
  let github: ScriptedProvider;
  let database: TestDatabase;
  let apps: [TestApp, TestApp];
  beforeAll(async () => {
    [server, github, database] = await Promise.all([
      OidcProvider.start(),
      ScriptedProvider.start(),
      createTestDatabase(),
    ]);
    const env = {
      GITHUB_CLIENT_ID: 'gh',
      GITHUB_CLIENT_SECRET: 'gh-secret',
      GITHUB_WEB_URL: github.url,
      GITHUB_API_URL: github.url,
    };
    const first = await startApp({ seed: smallTeam, env, database });
    apps = [first, await startApp({ env, database, sandbox: first.sandbox })];
  });
  afterAll(async () => {
    await apps[1].close();
    await apps[0].close();
    await Promise.all([server.close(), github.close(), database.drop()]);
  });
  beforeEach(() => server.forget());

  const start = (user: string, provider = 'oidc'): Promise<Started> =>
    apps[0].json<Started>(`/api/integrations/${provider}/auth`, { user });

  async function callBack({ pathname, search }: URL): Promise<Outcome> {
    return outcomeOf(await apps[0].call(`${pathname}${search}`, { headers: programHeaders }));
  }

  async function connect(user: string): Promise<URL> {
    const callback = await server.authorize((await start(user)).authorizationUrl, `account-of-${user}`);
    expect(await callBack(callback)).toMatchObject({ provider: 'oidc', status: 'success', code: null });
    return callback;
  }

  async function expire(user: string): Promise<void> {
    const ofUser = 'user_id = (SELECT id FROM users WHERE email = $1)';
    await database.query(`UPDATE oauth_tokens SET expires_at = now() - interval '1 hour' WHERE ${ofUser}`, [
      `${user}@example.com`,
    ]);
    await database.query(
      `UPDATE oauth_grants SET refreshed_at = now() - interval '1 hour'
        WHERE id IN (SELECT grant_id FROM oauth_tokens WHERE ${ofUser})`,
      [`${user}@example.com`],
    );
  }

  async function accessTokens(user: string, count: number): Promise<Set<string>> {
    const [row] = await database.query<{ id: string }>('SELECT id FROM users WHERE email = $1', [
      `${user}@example.com`,
    ]);
    const services = apps.map(({ app }) => app.get(TokensService));
    const calls = Array.from({ length: count }, (_, index) => services[index % 2]!.accessTokenFor(row!.id, 'oidc'));
    return new Set(await Promise.all(calls));
  }

  describe('lets our users connect', () => {
    it('with PKCE, and says who they are', async () => {
      await connect('ada');
      const { integrations } = await apps[1].json<{ integrations: object[] }>('/api/integrations', { user: 'ada' });
      expect(integrations).toMatchObject([
        {
          provider: 'oidc',
          connected: true,
          status: 'connected',
          scopes: ['openid'],
          account: { id: 'account-of-ada' },
        },
      ]);
      const [token] = await accessTokens('ada', 1);
      expect(await server.accepts(token!)).toBe(true);
    });

    it('and refreshes with the newest refresh token each time, or it would revoke everything', async () => {
      await connect('bob');
      const seen = await accessTokens('bob', 1);
      for (let round = 1; round <= 3; round += 1) {
        await expire('bob');
        const [token] = await accessTokens('bob', 1);
        expect(await server.accepts(token!)).toBe(true);
        seen.add(token!);
      }
      expect(seen.size).toBe(4);
      expect(await server.count('refresh_token.consumed')).toBe(3);
      expect(await server.count('grant.revoked')).toBe(0);
    });

    it('and sees one refresh when twenty calls on two instances meet an expired token', async () => {
      await connect('cyd');
      for (let round = 1; round <= 3; round += 1) {
        await expire('cyd');
        const tokens = await accessTokens('cyd', 20);
        expect(tokens.size).toBe(1);
        expect(await server.accepts([...tokens][0]!)).toBe(true);
        expect(await server.count('refresh_token.consumed')).toBe(round);
      }
      expect([await server.count('grant.error'), await server.count('grant.revoked')]).toEqual([0, 0]);
    });
  });

  describe('refuses', () => {
    it('a request without PKCE, or with a challenge in clear', async () => {
      const inClear = { code_challenge: 'x'.repeat(43), code_challenge_method: 'plain' };
      const requests: Record<string, string>[] = [{}, inClear];
      for (const parameters of requests) {
        const callback = await server.authorize(server.authorizationUrl(parameters));
        expect(callback.searchParams.get('error')).toBe('invalid_request');
        expect(callback.searchParams.get('code')).toBeNull();
      }
    });

    it('a code with a wrong verifier or without one', async () => {
      const verifier = randomBytes(32).toString('base64url');
      const request = { code_challenge: challengeOf(verifier), code_challenge_method: 'S256' };
      const attempts: Record<string, string>[] = [{ code_verifier: randomBytes(32).toString('base64url') }, {}];
      for (const wrong of attempts) {
        const callback = await server.authorize(server.authorizationUrl(request));
        const code = callback.searchParams.get('code')!;
        const answer = await server.token({ grant_type: 'authorization_code', code, ...wrong });
        expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
      }
    });

    it('a code that is brought into the flow of another user', async () => {
      const stolen = await server.authorize((await start('victim')).authorizationUrl, 'account-of-victim');
      const { stateToken } = await start('thief');
      stolen.searchParams.set('state', stateToken);
      expect(await callBack(stolen)).toMatchObject({ status: 'error', code: 'code_rejected' });
      expect(await apps[0].json('/api/integrations', { user: 'thief' })).toMatchObject({ integrations: [] });
    });

    it('a code that was used before, whoever brings it', async () => {
      const used = await connect('dee');
      const code = used.searchParams.get('code')!;
      const answer = await server.token({ grant_type: 'authorization_code', code, code_verifier: 'x'.repeat(43) });
      expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
      const again = await start('dee');
      used.searchParams.set('state', again.stateToken);
      expect(await callBack(used)).toMatchObject({ status: 'error', code: 'code_rejected' });
    });

    it('a refresh token that was used before, and then everything of its family', async () => {
      const verifier = randomBytes(32).toString('base64url');
      const request = { code_challenge: challengeOf(verifier), code_challenge_method: 'S256' };
      const code = (await server.authorize(server.authorizationUrl(request))).searchParams.get('code')!;
      const first = await server.token({ grant_type: 'authorization_code', code, code_verifier: verifier });
      const refresh = (token: string): ReturnType<OidcProvider['token']> =>
        server.token({ grant_type: 'refresh_token', refresh_token: token });
      const second = await refresh(first.body.refresh_token!);
      expect(second.status).toBe(200);
      expect(await refresh(first.body.refresh_token!)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
      expect((await refresh(second.body.refresh_token!)).status).toBe(400);
      expect(await server.accepts(second.body.access_token!)).toBe(false);
    });
  });

  describe('names itself in the callback (RFC 9207), and', () => {
    const consented = async (user: string): Promise<URL> =>
      server.authorize((await start(user)).authorizationUrl, `account-of-${user}`);

    it('is believed', async () => {
      expect((await consented('eve')).searchParams.get('iss')).toBe(server.issuer);
    });

    it.each<[string, (callback: URL) => void]>([
      ['another name', ({ searchParams }) => searchParams.set('iss', 'https://evil.example')],
      ['a longer name', ({ searchParams }) => searchParams.set('iss', `${server.issuer}/`)],
      ['two names', ({ searchParams }) => searchParams.append('iss', server.issuer)],
      ['an empty name', ({ searchParams }) => searchParams.set('iss', '')],
      ['no name', ({ searchParams }) => searchParams.delete('iss')],
      [
        'another name and an error',
        ({ searchParams }) => {
          searchParams.delete('code');
          searchParams.set('error', 'access_denied');
          searchParams.set('iss', 'https://evil.example');
        },
      ],
    ])('an answer with %s spends the state and exchanges nothing', async (_, change) => {
      const callback = await consented('fay');
      const right = new URL(callback);
      change(callback);
      expect(await callBack(callback)).toMatchObject({ status: 'error', code: 'state_invalid' });
      expect(await callBack(right)).toMatchObject({ status: 'error', code: 'state_invalid' });
      expect([await server.count('grant.success'), await server.count('grant.error')]).toEqual([0, 0]);
    });

    it('a refusal under the right name is a refusal', async () => {
      const { stateToken } = await start('gil');
      const callback = new URL('http://localhost/api/integrations/oidc/callback');
      callback.search = new URLSearchParams({
        state: stateToken,
        error: 'access_denied',
        iss: server.issuer,
      }).toString();
      expect(await callBack(callback)).toMatchObject({ status: 'error', code: 'access_denied' });
    });

    it('its answer is worth nothing at the callback of another provider', async () => {
      const callback = await consented('hal');
      callback.pathname = '/api/integrations/github/callback';
      expect(await callBack(callback)).toMatchObject({ status: 'error', code: 'state_invalid' });
      expect(github.paths).toEqual([]);
      expect(await server.count('grant.success')).toBe(0);
    });
  });

  describe('as GitHub, which names itself with a path and not everywhere,', () => {
    const callbackWith = async (iss: string | null): Promise<Outcome> => {
      const { stateToken } = await start('ivy', 'github');
      const query = new URLSearchParams({ state: stateToken, code: 'a-code', ...(iss === null ? {} : { iss }) });
      return callBack(new URL(`http://localhost/api/integrations/github/callback?${query.toString()}`));
    };

    it.each<[string, () => string | null]>([
      ['its name', () => `${github.url}/login/oauth`],
      ['no name', () => null],
    ])('an answer with %s connects', async (_, iss) => {
      github.answer(
        json(200, { access_token: 'gho_1', token_type: 'bearer', scope: 'read:user,user:email' }),
        json(200, { id: 1, login: 'ivy' }),
      );
      expect(await callbackWith(iss())).toMatchObject({ provider: 'github', status: 'success' });
      github.finish();
    });

    it('an answer with another name does not', async () => {
      for (const iss of [github.url, `${github.url}/login/oauth/`, server.issuer, 'github'])
        expect(await callbackWith(iss)).toMatchObject({ status: 'error', code: 'state_invalid' });
      github.finish();
    });
  });
});

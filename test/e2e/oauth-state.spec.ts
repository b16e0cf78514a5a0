import { createHash, randomBytes } from 'node:crypto';
import { startApp, type TestApp } from '../support/app.js';
import {
  callBack,
  consent,
  consentedFlow,
  outcomeOf,
  programHeaders,
  startFlow,
  tokenCalls,
} from '../support/flows.js';
import { smallTeam } from '../support/team-seed.js';

const callbackPath = '/api/integrations/figma/callback';
const withState = (state: string, provider = 'figma'): string =>
  `/api/integrations/${provider}/callback?code=some-code&state=${encodeURIComponent(state)}`;

describe('the state of a flow', () => {
  let first: TestApp;
  let second: TestApp;
  beforeAll(async () => {
    first = await startApp({ seed: smallTeam });
    second = await startApp({ database: first.database, sandbox: first.sandbox });
  });
  afterAll(async () => {
    await second.close();
    await first.close();
  });
  beforeEach(() => first.sandbox.calls.clear());

  it('exchanges nothing for a thousand guesses, and for cut, altered and empty states', async () => {
    const { state } = await startFlow(first, 'guessed');
    const flipped = state.slice(0, -1) + (state.endsWith('A') ? 'Q' : 'A');
    const guesses = Array.from({ length: 1000 }, () => randomBytes(32).toString('base64url'));
    const states = [...guesses, state.slice(0, -1), `${state}A`, flipped, state.toLowerCase(), ''];
    for (let index = 0; index < states.length; index += 50) {
      const outcomes = await Promise.all(
        states.slice(index, index + 50).map((guess) => callBack(first, withState(guess))),
      );
      for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'error', code: 'state_invalid' });
    }
    expect(tokenCalls(first)).toBe(0);
  });

  it('has 256 bits, differs each time, and is stored as a hash only', async () => {
    const flows = await Promise.all(Array.from({ length: 9 }, () => startFlow(first, 'hashed')));
    const states = flows.map((flow) => flow.state);
    expect(new Set(states).size).toBe(states.length);
    const rows = await first.database.query<{ hash: string; row: string }>(
      `SELECT encode(state_hash, 'hex') AS hash, row_to_json(s)::text AS row FROM oauth_state_tokens s`,
    );
    for (const state of states) {
      expect(Buffer.from(state, 'base64url')).toHaveLength(32);
      expect(rows.map((row) => row.hash)).toContain(createHash('sha256').update(state).digest('hex'));
      for (const form of [state, Buffer.from(state).toString('hex'), Buffer.from(state, 'base64url').toString('hex')])
        expect(rows.filter(({ row }) => row.includes(form))).toEqual([]);
    }
  });

  it('works once when fifty callbacks arrive at two instances together', async () => {
    const { path } = await consentedFlow(first, 'raced');
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) => callBack(index % 2 ? first : second, path)),
    );
    expect(outcomes.filter(({ status }) => status === 'success')).toHaveLength(1);
    expect(outcomes.filter(({ code }) => code === 'state_invalid')).toHaveLength(49);
    expect(tokenCalls(first)).toBe(1);
    const rows = await first.database.query(
      `SELECT t.id FROM oauth_tokens t JOIN users u ON u.id = t.user_id WHERE u.email = 'raced@example.com'`,
    );
    expect(rows).toHaveLength(1);
  });

  it('keeps its spent row until it expires', async () => {
    const { path, state } = await consentedFlow(first, 'kept');
    await callBack(first, path);
    const rows = await first.database.query(
      `SELECT consumed_at IS NOT NULL AS spent FROM oauth_state_tokens WHERE state_hash = sha256($1)`,
      [Buffer.from(state)],
    );
    expect(rows).toEqual([{ spent: true }]);
  });

  it.each(['github', 'slack'])('is spent and refused when it comes to the callback of %s', async (other) => {
    const { path, state } = await consentedFlow(first, `mixed-${other}`);
    expect(await callBack(first, withState(state, other))).toMatchObject({ provider: other, code: 'state_invalid' });
    expect(await callBack(first, path)).toMatchObject({ code: 'state_invalid' });
    expect(tokenCalls(first)).toBe(0);
  });

  it('is refused with the issuer of somebody else, and accepted with the right one', async () => {
    const foreign = await consentedFlow(first, 'issued');
    expect(await callBack(first, `${foreign.path}&iss=https%3A%2F%2Fevil.example`)).toMatchObject({
      code: 'state_invalid',
    });
    expect(tokenCalls(first)).toBe(0);
    const right = await consentedFlow(first, 'issued');
    const iss = encodeURIComponent(first.sandbox.webUrl);
    expect(await callBack(first, `${right.path}&iss=${iss}`)).toMatchObject({ status: 'success' });
    const twice = await consentedFlow(first, 'issued');
    expect(await callBack(first, `${twice.path}&iss=${iss}&iss=${iss}`)).toMatchObject({ code: 'state_invalid' });
  });

  it('works for 14 minutes and 59 seconds, and is called expired after 15 minutes', async () => {
    const age = (state: string, by: string) =>
      first.database.query(
        `UPDATE oauth_state_tokens SET created_at = created_at - $2::interval, expires_at = expires_at - $2::interval
          WHERE state_hash = sha256($1)`,
        [Buffer.from(state), by],
      );
    const early = await startFlow(first, 'punctual');
    await age(early.state, '14 minutes 50 seconds');
    expect(await callBack(first, await consent(first, early))).toMatchObject({ status: 'success' });
    first.sandbox.calls.clear();
    const late = await startFlow(first, 'late');
    await age(late.state, '15 minutes');
    const path = await consent(first, late);
    expect(await callBack(first, path)).toMatchObject({ status: 'error', code: 'state_expired' });
    expect(await callBack(first, path)).toMatchObject({ code: 'state_invalid' });
    expect(tokenCalls(first)).toBe(0);
  });

  it.each([
    ['two of them', (state: string) => `state=${state}&state=${state}&code=c`],
    ['one in brackets', (state: string) => `state[a]=${state}&code=c`],
    ['an array of one', (state: string) => `state[]=${state}&code=c`],
    ['one of 10 kB', () => `state=${'a'.repeat(10_000)}&code=c`],
    ['a NUL', () => 'state=%00&code=c'],
    ['bytes that are no UTF-8', () => 'state=%ff%fe&code=c'],
    ['an operator', (state: string) => `state[$ne]=${state}&code=c`],
    ['no parameters at all', () => ''],
    ['only a code', () => 'code=c'],
  ])('is missing in a callback with %s', async (_, query) => {
    const { state } = await startFlow(first, 'odd');
    expect(await callBack(first, `${callbackPath}?${query(state)}`)).toMatchObject({
      httpStatus: 302,
      code: 'state_invalid',
    });
    expect(tokenCalls(first)).toBe(0);
  });

  it.each([
    ['only a state', '', 'code_rejected'],
    ['an empty code', '&code=', 'code_rejected'],
    ['two codes', '&code=a&code=b', 'code_rejected'],
    ['a code of 8 kB', `&code=${'c'.repeat(8_000)}`, 'code_rejected'],
    ['a code and an error', '&code=a&error=access_denied', 'access_denied'],
    ['an error twice', '&error=access_denied&error=access_denied', 'provider_unavailable'],
  ])('is spent by a callback with %s, and nothing is exchanged', async (_, query, code) => {
    const { state } = await startFlow(first, 'half');
    const path = `${callbackPath}?state=${state}${query}`;
    expect(await callBack(first, path)).toMatchObject({ httpStatus: 302, code });
    expect(await callBack(first, path)).toMatchObject({ code: 'state_invalid' });
    expect(tokenCalls(first)).toBe(0);
  });

  it('survives HEAD, prefetches and other methods, which do nothing', async () => {
    const { path } = await consentedFlow(first, 'careful');
    const head = await first.call(path, { method: 'HEAD', headers: programHeaders });
    expect([head.status, head.headers.get('allow')]).toEqual([405, 'GET']);
    for (const headers of [
      { 'sec-purpose': 'prefetch' },
      { 'sec-purpose': 'prefetch;prerender' },
      { purpose: 'prefetch' },
    ] as Record<string, string>[]) {
      const prefetch = await first.call(path, { headers: { ...programHeaders, ...headers } });
      expect([prefetch.status, prefetch.headers.get('location')]).toEqual([204, null]);
    }
    expect((await first.call(path, { method: 'POST' })).status).toBe(405);
    expect(tokenCalls(first)).toBe(0);
    expect(await callBack(first, path)).toMatchObject({ status: 'success' });
  });
});

describe('PKCE', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ seed: smallTeam });
  });
  afterAll(() => app.close());

  it('is S256 in every authorization URL, with a verifier of its own for each flow', async () => {
    const challenges = new Set<string>();
    for (let index = 0; index < 100; index += 1) {
      const { searchParams } = (await startFlow(app, `walker-${index % 20}`)).authorizationUrl;
      expect(searchParams.get('code_challenge_method')).toBe('S256');
      expect(searchParams.get('code_challenge')).toMatch(/^[A-Za-z0-9_-]{43}$/);
      challenges.add(searchParams.get('code_challenge')!);
    }
    expect(challenges.size).toBe(100);
  });

  it('sends the verifier of the challenge, once, to the token endpoint', async () => {
    const flow = await startFlow(app, 'verified');
    expect(await callBack(app, await consent(app, flow))).toMatchObject({ status: 'success' });
    const [call, ...more] = app.sandbox.calls.to('POST /v1/oauth/token');
    const { code_verifier: verifier } = call!.body as Record<string, string>;
    expect(more).toEqual([]);
    expect(verifier).toMatch(/^[A-Za-z0-9._~-]{43,128}$/);
    expect(createHash('sha256').update(verifier!).digest('base64url')).toBe(
      flow.authorizationUrl.searchParams.get('code_challenge'),
    );
    const rows = await app.database.query<{ row: string }>(
      'SELECT row_to_json(s)::text AS row FROM oauth_state_tokens s',
    );
    expect(rows.filter(({ row }) => row.includes(verifier!))).toEqual([]);
  });

  it('has an authorization URL of exactly the parameters that Figma documents', async () => {
    const { authorizationUrl, state } = await startFlow(app, 'exact');
    expect(authorizationUrl.origin + authorizationUrl.pathname).toBe(`${app.sandbox.webUrl}/oauth`);
    expect(Object.fromEntries(authorizationUrl.searchParams)).toEqual({
      client_id: 'test-client',
      redirect_uri: app.config.figma.redirectUri,
      response_type: 'code',
      scope: app.config.figma.scopes.join(' '),
      state,
      code_challenge: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/) as string,
      code_challenge_method: 'S256',
    });
  });

  it('lets no query choose scopes, client or redirect URI', async () => {
    const query = '?scope=files:write&redirect_uri=https://evil.example&client_id=x&state=mine';
    const { searchParams } = (await startFlow(app, 'chooser', query)).authorizationUrl;
    expect(searchParams.get('scope')).toBe(app.config.figma.scopes.join(' '));
    expect(searchParams.get('redirect_uri')).toBe(app.config.figma.redirectUri);
    expect(searchParams.get('client_id')).toBe('test-client');
    expect(searchParams.get('state')).not.toBe('mine');
  });

  it('starts no flow for twenty parallel requests of one user with an error', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => app.call('/api/integrations/figma/auth', { user: 'eager' })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 40 }, () => 200));
    const [open] = await app.database.query<{ count: string }>(
      `SELECT count(*) FROM oauth_state_tokens s JOIN users u ON u.id = s.user_id
        WHERE u.email = 'eager@example.com' AND consumed_at IS NULL`,
    );
    expect(Number(open?.count)).toBeLessThanOrEqual(10);
  });

  it('redirects in the callback without a body', async () => {
    const { path } = await consentedFlow(app, 'bodiless');
    const response = await app.call(path, { headers: programHeaders });
    expect(outcomeOf(response).status).toBe('success');
    expect(await response.text()).toBe('');
  });
});

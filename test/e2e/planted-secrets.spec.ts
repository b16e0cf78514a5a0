import { randomBytes } from 'node:crypto';
import { figmaClient, startApp, type TestApp } from '../support/app.js';
import { browserHeaders, callBack, confirm, consent, startFlow } from '../support/flows.js';
import { jwtFor, jwtSecret } from '../support/jwt.js';
import { fileKey, smallTeam } from '../support/team-seed.js';

const user = 'canary';
const isForm = (body: unknown): body is Record<string, string> => typeof body === 'object' && body !== null;

/** One answer as a client saw it, headers and body. */
interface Seen {
  readonly what: string;
  readonly text: string;
}

describe('secrets planted in a whole journey', () => {
  const encryptionKey = randomBytes(32);
  let app: TestApp;
  /** What each secret is, and the secret. */
  const secrets = new Map<string, string>();
  const answers: Seen[] = [];

  const see = async (path: string, options: Parameters<TestApp['call']>[1] = {}): Promise<Response> => {
    const response = await app.call(path, options);
    const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
    answers.push({
      what: `${options.method ?? 'GET'} ${path.split('?')[0]}`,
      text: `${headers}\n${await response.clone().text()}`,
    });
    return response;
  };
  const plant = (what: string, secret: string | undefined): void => {
    if (secret === undefined || secret.length < 16) throw new Error(`no secret worth looking for: ${what}`);
    secrets.set(what, secret);
  };

  beforeAll(async () => {
    app = await startApp({
      seed: smallTeam,
      env: {
        DOCS_ENABLED: 'true',
        LOG_LEVEL: 'debug',
        TOKEN_ENCRYPTION_KEYS: `t1:${encryptionKey.toString('base64')}`,
      },
    });
    plant('client secret', figmaClient.clientSecret);
    plant('client credentials', Buffer.from(`${figmaClient.clientId}:${figmaClient.clientSecret}`).toString('base64'));
    plant('JWT secret', jwtSecret);
    plant('JWT', jwtFor(user));
    plant('encryption key', encryptionKey.toString('base64'));
    plant('encryption key in hex', encryptionKey.toString('hex'));
    await journey();
    plantWhatFigmaGave();
  });
  afterAll(() => app.close());

  /** Everything that touches a secret, with its failures: those are what gets logged. */
  async function journey(): Promise<void> {
    await connectByCookie();
    await connectByConfirming();
    await readAndRefresh();
    await fail();
    await see('/api/integrations/figma', { user, method: 'DELETE' });
    await see('/openapi.json');
    await see('/docs');
    await connectByCookie();
  }

  async function flow(name: string): Promise<{ path: string; cookie: string; state: string }> {
    const started = await startFlow(app, user);
    const path = await consent(app, started);
    plant(`${name}: state`, started.state);
    plant(`${name}: nonce`, started.cookie.split('=')[1]);
    plant(`${name}: code`, new URL(path, app.url).searchParams.get('code')!);
    return { path, cookie: started.cookie, state: started.state };
  }

  async function connectByCookie(): Promise<void> {
    const { path, cookie } = await flow(`cookie flow ${secrets.size}`);
    await see(path, { headers: { ...browserHeaders, cookie } });
    await see(path, { headers: { ...browserHeaders, cookie } });
  }

  async function connectByConfirming(): Promise<void> {
    const { path } = await flow('confirmed flow');
    const { ticket } = await callBack(app, path, browserHeaders);
    plant('ticket', ticket!);
    await confirm(app, user, { ticket: ticket, extra: ticket });
    await see('/api/integrations/figma/confirm', { user, method: 'POST', body: { ticket } });
    await see('/api/integrations/figma/confirm', { user, method: 'POST', body: { ticket } });
    const abandoned = await flow('abandoned flow');
    plant('abandoned ticket', (await callBack(app, abandoned.path, browserHeaders)).ticket!);
  }

  async function readAndRefresh(): Promise<void> {
    await see('/api/integrations', { user });
    await see(`/api/integrations/figma/files/${fileKey}`, { user });
    await app.database.query(`UPDATE oauth_tokens SET expires_at = now() + interval '1 minute'`);
    await see(`/api/integrations/figma/comments/${fileKey}`, { user });
    await see('/api/integrations/figma/files?teamId=1100000000000000001', { user });
  }

  async function fail(): Promise<void> {
    const { faults } = app.sandbox;
    for (const fault of [{ status: 400 }, { status: 401 }, { status: 500 }, { reset: true }, { html: true as const }]) {
      faults.set('/v1/oauth/token', fault);
      await see((await flow(`flow ${secrets.size}`)).path, { headers: { 'user-agent': 'curl/8' } });
    }
    faults.reset();
    faults.set('/v1/me', { status: 403 });
    await see((await flow('flow without account')).path, { headers: { 'user-agent': 'curl/8' } });
    faults.reset();
    await app.database.query(`UPDATE oauth_tokens SET expires_at = now() - interval '1 minute'`);
    faults.set('/v1/oauth/refresh', { status: 500 });
    await see(`/api/integrations/figma/comments/${fileKey}`, { user, headers: { 'cache-control': 'no-cache' } });
    faults.reset();
    await app.database.query(
      `UPDATE oauth_tokens SET expires_at = now() + interval '1 hour', access_token = refresh_token`,
    );
    await see(`/api/integrations/figma/comments/${fileKey}`, { user, headers: { 'cache-control': 'no-cache' } });
    await see('/api/integrations', { headers: { authorization: `Bearer ${jwtFor(user)}x` } });
    await see(`/api/integrations?access_token=${jwtFor(user)}`);
  }

  /** From the provider's own records: what it issued and what we sent it. */
  function plantWhatFigmaGave(): void {
    const { calls } = app.sandbox;
    for (const { authorization } of calls.all().map(({ headers }) => headers)) {
      if (authorization?.startsWith('Bearer '))
        plant(`access token ${authorization.slice(-6)}`, authorization.slice(7));
    }
    for (const { body } of calls.all()) {
      if (!isForm(body)) continue;
      if (body.refresh_token) plant('refresh token', body.refresh_token);
      if (body.code_verifier) plant(`verifier ${body.code_verifier.slice(-6)}`, body.code_verifier);
    }
    for (const { token } of app.sandbox.state.grants.liveAccessTokens()) plant('live access token', token);
  }

  const findings = (texts: readonly Seen[]): string[] =>
    texts.flatMap(({ what, text }) =>
      [...secrets].filter(([, secret]) => text.includes(secret)).map(([name]) => `${name} in ${what}`),
    );

  it('are of every kind, and were really used', () => {
    const kinds = [
      'state',
      'nonce',
      'code',
      'ticket',
      'verifier',
      'access token',
      'refresh token',
      'JWT',
      'client secret',
    ];
    for (const kind of kinds) expect([...secrets.keys()].join('\n')).toContain(kind);
    expect(app.sandbox.calls.count({ route: '/v1/oauth/refresh' })).toBeGreaterThan(0);
    expect(answers.length).toBeGreaterThan(20);
    expect(app.logs.length).toBeGreaterThan(answers.length);
  });

  it('appear in no log line', () => {
    expect(findings(app.logs.map((text) => ({ what: text, text })))).toEqual([]);
  });

  it('appear in no answer', () => {
    expect(answers.find(({ what }) => what === 'GET /openapi.json')?.text).toContain('"openapi"');
    expect(findings(answers)).toEqual([]);
  });

  it('appear in no table, in no spelling', async () => {
    const tables = await app.database.query<{ name: string }>(
      `SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public'`,
    );
    expect(tables.length).toBeGreaterThan(10);
    for (const [name, secret] of [...secrets]) {
      secrets.set(`${name} in hex`, Buffer.from(secret).toString('hex'));
      secrets.set(`${name} in base64`, Buffer.from(secret).toString('base64').replace(/=+$/, '').slice(0, -1));
    }
    for (const { name } of tables) {
      const rows = await app.database.query<{ text: string }>(`SELECT row_to_json(t)::text AS text FROM ${name} t`);
      expect(findings(rows.map(({ text }) => ({ what: name, text })))).toEqual([]);
    }
  });

  it('would be found if they were there', () => {
    const [first] = secrets;
    expect(findings([{ what: 'a text', text: `x${first![1]}y` }])).toContain(`${first![0]} in a text`);
  });
});

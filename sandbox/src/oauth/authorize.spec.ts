import { createFigmaSandbox } from '../sandbox.js';
import type { FigmaSandbox } from '../sandbox.js';
import { authorizationUrl, REDIRECT_URI } from '../testing/client.js';

const form = { 'content-type': 'application/x-www-form-urlencoded' };

describe('the consent page', () => {
  let sandbox: FigmaSandbox;
  const open = async (changes: Record<string, string | null> = {}) => {
    const response = await fetch(authorizationUrl(sandbox, changes), { redirect: 'manual' });
    return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
  };
  const submit = (fields: Record<string, string>, changes: Record<string, string | null> = {}) => {
    const parameters = new URL(authorizationUrl(sandbox, changes)).searchParams;
    for (const [name, value] of Object.entries(fields)) parameters.set(name, value);
    return fetch(`${sandbox.webUrl}/oauth`, {
      method: 'POST',
      redirect: 'manual',
      headers: form,
      body: parameters.toString(),
    });
  };
  const idOf = (user: string) => sandbox.state.user(user).id;

  beforeAll(async () => (sandbox = await createFigmaSandbox()));
  beforeEach(() => {
    sandbox.reset();
  });
  afterAll(() => sandbox.close());

  it('shows the app, the scopes in words and who can be chosen', async () => {
    const { status, type, text } = await open({ scope: 'current_user:read,file_comments:write' });
    expect([status, type]).toEqual([200, 'text/html; charset=utf-8']);
    expect(text).toContain('Figbridge wants to use your account');
    expect(text).toContain('Write and delete comments in your name');
    expect(text).not.toContain('webhooks');
    expect(text.match(/type="radio"/g)).toHaveLength(4);
    expect(text).not.toContain('<script');
  });

  it('redirects with code and state, verbatim, after Allow', async () => {
    const state = 'a b&c=d%20é';
    const response = await submit({ user: idOf('ines'), decision: 'allow' }, { state });
    const callback = new URL(response.headers.get('location')!);
    expect(response.status).toBe(302);
    expect(callback.origin + callback.pathname).toBe(REDIRECT_URI);
    expect([...callback.searchParams.keys()]).toEqual(['code', 'state']);
    expect(callback.searchParams.get('state')).toBe(state);
  });

  it.each([{ decision: 'decline' }, { decision: 'maybe' }, {}])('does not redirect after %j', async (fields) => {
    const response = await submit({ user: idOf('ines'), ...(fields as Record<string, string>) });
    expect([response.status, response.headers.get('location')]).toEqual([200, null]);
    expect(await response.text()).toContain('Access declined');
  });

  it.each([
    ['client_id', null, 'Parameter client_id is required'],
    ['redirect_uri', null, 'Parameter redirect_uri is required'],
    ['redirect_uri', `${REDIRECT_URI}/`, 'Invalid redirect uri'],
    ['redirect_uri', `${REDIRECT_URI}?x=1`, 'Invalid redirect uri'],
    ['redirect_uri', REDIRECT_URI.replace('localhost', 'LOCALHOST'), 'Invalid redirect uri'],
    ['response_type', null, 'Parameter response_type is required'],
    ['response_type', 'token', 'Invalid response type'],
    ['scope', null, 'Parameter scope is required'],
    ['scope', ' , ', 'Invalid scopes for app'],
    ['scope', 'current_user:read library_analytics:read', 'Invalid scopes for app'],
    ['state', null, 'Parameter state is required'],
    ['code_challenge', 'short', 'Invalid code challenge'],
    ['code_challenge_method', 'plain', 'Invalid code challenge method'],
  ])('answers 400 as JSON, without a redirect, when %s is %j', async (name, value, message) => {
    const shown = await open({ [name]: value });
    expect([shown.status, JSON.parse(shown.text)]).toEqual([400, { error: true, status: 400, message, i18n: null }]);
    const posted = await submit({ user: idOf('ines'), decision: 'allow' }, { [name]: value });
    expect([posted.status, posted.headers.get('location')]).toEqual([400, null]);
  });

  it.each(['nobody', 'figbridge-draft', '<b>'])(
    'shows a page, never a redirect, for the client id %s',
    async (clientId) => {
      const { status, type, text } = await open({ client_id: clientId });
      expect([status, type]).toEqual([404, 'text/html; charset=utf-8']);
      expect(text).toContain('This app does not exist');
      expect(text).not.toContain('<b>');
    },
  );

  it('lets a public app ask for folders, not for projects', async () => {
    const ask = (scope: string) => open({ client_id: 'figbridge-public', scope });
    expect((await ask('folders:read')).status).toBe(200);
    expect((await ask('projects:read')).text).toContain('Invalid scopes for app');
    expect((await open({ scope: 'projects:read' })).status).toBe(200);
  });

  it('gives a private app to nobody outside its organization', async () => {
    expect((await open()).text).toContain('Not in the organization that owns this app');
    const refused = await submit({ user: idOf('noor'), decision: 'allow' });
    expect([refused.status, refused.headers.get('location')]).toEqual([404, null]);
    const allowed = await submit(
      { user: idOf('noor'), decision: 'allow' },
      { client_id: 'figbridge-public', scope: 'current_user:read' },
    );
    expect(allowed.status).toBe(302);
  });

  it('escapes what the request brings into the page', async () => {
    const { text } = await open({ state: '"><script>alert(1)</script>' });
    expect(text).not.toContain('<script>');
    expect(text).toContain('&quot;&gt;&lt;script&gt;');
  });

  it('keeps the consent page out of caches', async () => {
    const response = await fetch(authorizationUrl(sandbox));
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('is what `authorize` goes through: both requests are in the log, and a refusal is an error', async () => {
    await sandbox.authorize(authorizationUrl(sandbox), { user: 'Mateo Lindqvist' });
    expect(sandbox.calls.to('/oauth').map(({ method, status }) => [method, status])).toEqual([
      ['GET', 200],
      ['POST', 302],
    ]);
    await expect(sandbox.authorize(authorizationUrl(sandbox, { scope: 'x' }), { user: 'mateo' })).rejects.toThrow(
      'Invalid scopes for app',
    );
    await expect(sandbox.authorize(authorizationUrl(sandbox), { user: 'noor' })).rejects.toThrow('404');
    await expect(sandbox.authorize(authorizationUrl(sandbox), { user: 'nobody' })).rejects.toThrow('no user nobody');
  });
});

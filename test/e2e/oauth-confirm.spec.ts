import { startApp, type TestApp } from '../support/app.js';
import { expectError } from '../support/error-body.js';
import { browserHeaders, callBack, confirm, consentedFlow, startFlow, tokenCalls } from '../support/flows.js';
import { smallTeam } from '../support/team-seed.js';

describe('confirming a connection', () => {
  let auto: TestApp;
  beforeAll(async () => {
    auto = await startApp({ seed: smallTeam });
  });
  afterAll(() => auto.close());
  beforeEach(() => auto.sandbox.calls.clear());
  afterEach(() => auto.sandbox.faults.reset());

  const parked = async (user: string): Promise<string> => {
    const { path } = await consentedFlow(auto, user);
    return (await callBack(auto, path, browserHeaders)).ticket!;
  };

  it('is the user who started, confirming once', async () => {
    const ticket = await parked('owner');
    const response = await confirm(auto, 'owner', { ticket });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      provider: 'figma',
      status: 'success',
      integration: { provider: 'figma', connected: true, providerUsername: 'ana@studio.example' },
    });
    await expectError(await confirm(auto, 'owner', { ticket }), 400, 'confirm_failed');
    expect(tokenCalls(auto)).toBe(1);
    expect((await auto.json('/api/integrations', { user: 'owner' })).integrations).toHaveLength(1);
  });

  it('is one of twenty who present the ticket at once', async () => {
    const ticket = await parked('hasty');
    const answers = await Promise.all(Array.from({ length: 20 }, () => confirm(auto, 'hasty', { ticket })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 19 }, () => 400)]);
    expect(tokenCalls(auto)).toBe(1);
  });

  it.each([
    [24, 200],
    [25, 400],
  ])('is confirmed after %d seconds with %d', async (seconds, status) => {
    const ticket = await parked(`slow-${seconds}`);
    const moved = await auto.database.query(
      `UPDATE oauth_state_tokens SET parked_until = parked_until - make_interval(secs => $1)
        WHERE ticket_hash = sha256($2) RETURNING parked_until - now() < interval '26 seconds' AS soon`,
      [seconds - (status === 200 ? 0.5 : 0), Buffer.from(ticket)],
    );
    expect(moved).toEqual([{ soon: true }]);
    expect((await confirm(auto, `slow-${seconds}`, { ticket })).status).toBe(status);
    expect(tokenCalls(auto)).toBe(status === 200 ? 1 : 0);
  });

  it('needs a JWT to confirm', async () => {
    const ticket = await parked('unsigned');
    await expectError(await confirm(auto, undefined, { ticket }), 401, 'unauthorized');
    expect((await confirm(auto, 'unsigned', { ticket })).status).toBe(200);
  });

  it.each([
    ['of another provider', 'github', (ticket: string) => ({ ticket }), 503, 'provider_not_configured'],
    ['of a provider that does not exist', 'gitlab', (ticket: string) => ({ ticket }), 404, 'unknown_provider'],
    ['that is a number', 'figma', () => ({ ticket: 5 }), 400, 'confirm_failed'],
    ['that is an object', 'figma', (ticket: string) => ({ ticket: { $ne: ticket } }), 400, 'confirm_failed'],
    ['that is a list', 'figma', (ticket: string) => ({ ticket: [ticket] }), 400, 'confirm_failed'],
    ['that is empty', 'figma', () => ({ ticket: '' }), 400, 'confirm_failed'],
    ['that is null', 'figma', () => ({ ticket: null }), 400, 'confirm_failed'],
    ['that was never given', 'figma', () => ({ ticket: 'x'.repeat(43) }), 400, 'confirm_failed'],
    ['of 100 kB', 'figma', () => ({ ticket: 'x'.repeat(100_000) }), 400, 'confirm_failed'],
    ['that is missing', 'figma', () => ({}), 400, 'confirm_failed'],
    ['with a user id beside it', 'figma', (ticket: string) => ({ ticket, user_id: 'x' }), 400, 'invalid_request'],
    ['in a list', 'figma', (ticket: string) => [{ ticket }], 400, 'invalid_request'],
    ['as bare text', 'figma', (ticket: string) => ticket, 400, 'invalid_request'],
    ['that is no body but null', 'figma', () => null, 400, 'confirm_failed'],
  ])('confirms nothing with a ticket %s', async (_, provider, body, status, code) => {
    const ticket = await parked('strict');
    const path = `/api/integrations/${provider}/confirm`;
    await expectError(await auto.call(path, { method: 'POST', user: 'strict', body: body(ticket) }), status, code);
    expect(tokenCalls(auto)).toBe(0);
  });

  it('confirms nothing without a body', async () => {
    const path = '/api/integrations/figma/confirm';
    await expectError(await auto.call(path, { method: 'POST', user: 'mute' }), 400, 'confirm_failed');
  });

  it('never takes a ticket or a state for a JWT', async () => {
    const ticket = await parked('purpose');
    const { state } = await startFlow(auto, 'purpose');
    for (const secret of [ticket, state]) {
      const headers = { authorization: `Bearer ${secret}` };
      await expectError(await auto.call('/api/integrations', { headers }), 401, 'unauthorized');
    }
  });

  it('parks the code encrypted and the ticket as a hash', async () => {
    const flow = await consentedFlow(auto, 'vaulted');
    const { ticket } = await callBack(auto, flow.path, browserHeaders);
    const code = new URL(flow.path, auto.url).searchParams.get('code')!;
    const [row] = await auto.database.query<{ text: string; parked: string }>(
      `SELECT row_to_json(s)::text AS text, parked_code AS parked FROM oauth_state_tokens s
        WHERE ticket_hash = sha256($1)`,
      [Buffer.from(ticket!)],
    );
    expect(row?.parked).toMatch(/^v1\.t1\./);
    for (const secret of [ticket!, code, flow.state]) expect(row?.text).not.toContain(secret);
  });

  it('forgets parked codes at a disconnect', async () => {
    await auto.connect('leaver');
    const ticket = await parked('leaver');
    await auto.call('/api/integrations/figma', { method: 'DELETE', user: 'leaver' });
    await expectError(await confirm(auto, 'leaver', { ticket }), 400, 'confirm_failed');
    const { integrations } = await auto.json('/api/integrations', { user: 'leaver' });
    expect(integrations).toMatchObject([{ connected: false, status: 'not_connected' }]);
  });

  it.each([
    ['a refused code', { status: 400, body: { error: 'invalid_grant' } }, 'code_rejected'],
    ['refused credentials', { status: 401, body: { error: true } }, 'not_configured'],
    ['a broken provider', { status: 500 }, 'provider_unavailable'],
    ['nonsense', { status: 200, body: { token: 1 } }, 'provider_unavailable'],
  ])('says why the provider did not honour it: %s', async (_, fault, callbackCode) => {
    const { path } = await consentedFlow(auto, 'unlucky');
    const { ticket } = await callBack(auto, path, browserHeaders);
    auto.sandbox.faults.set('/v1/oauth/token', fault);
    const body = await expectError(await confirm(auto, 'unlucky', { ticket }), 400, 'confirm_failed');
    expect(body.callbackCode).toBe(callbackCode);
  });

  it('is refused while another account is connected', async () => {
    await auto.connect('steady', 'ana');
    const { path } = await consentedFlow(auto, 'steady', 'ben');
    const { ticket } = await callBack(auto, path, browserHeaders);
    const body = await expectError(await confirm(auto, 'steady', { ticket }), 400, 'confirm_failed');
    expect(body.callbackCode).toBe('account_mismatch');
  });
});

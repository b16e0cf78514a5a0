import { startApp, type TestApp } from '../support/app.js';
import { expectError } from '../support/error-body.js';
import {
  browserHeaders,
  callBack,
  confirm,
  consentedFlow,
  programHeaders,
  startFlow,
  tokenCalls,
} from '../support/flows.js';
import { smallTeam } from '../support/team-seed.js';

type Policy = 'auto' | 'always' | 'off';
type Ending = 'exchange' | 'refuse' | 'confirm';

describe('who may finish a connection', () => {
  const apps = {} as Record<Policy, TestApp>;
  let auto: TestApp;
  beforeAll(async () => {
    auto = apps.auto = await startApp({ seed: smallTeam });
    const shared = { database: auto.database, sandbox: auto.sandbox };
    apps.always = await startApp({ ...shared, env: { OAUTH_BROWSER_BINDING: 'always' } });
    apps.off = await startApp({ ...shared, env: { OAUTH_BROWSER_BINDING: 'off' } });
  });
  afterAll(async () => {
    for (const app of [apps.off, apps.always, apps.auto]) await app.close();
  });
  beforeEach(() => auto.sandbox.calls.clear());

  const connectedUsers = async (): Promise<string[]> => {
    const rows = await auto.database.query<{ email: string }>(
      'SELECT u.email FROM oauth_tokens t JOIN users u ON u.id = t.user_id WHERE t.is_active ORDER BY 1',
    );
    return rows.map(({ email }) => email.replace('@example.com', ''));
  };

  const table: [string, string, Record<Policy, Ending>][] = [
    ['the right cookie', 'browser', { auto: 'exchange', always: 'exchange', off: 'exchange' }],
    ['the right cookie among others', 'browser', { auto: 'exchange', always: 'exchange', off: 'exchange' }],
    ['the right cookie', 'program', { auto: 'exchange', always: 'exchange', off: 'exchange' }],
    ['another cookie', 'browser', { auto: 'refuse', always: 'refuse', off: 'exchange' }],
    ['another cookie', 'program', { auto: 'refuse', always: 'refuse', off: 'exchange' }],
    ['no cookie', 'browser', { auto: 'confirm', always: 'confirm', off: 'exchange' }],
    ["a stranger's cookie", 'browser', { auto: 'confirm', always: 'confirm', off: 'exchange' }],
    ['no cookie', 'old browser', { auto: 'confirm', always: 'confirm', off: 'exchange' }],
    ['no cookie', 'browser without a name', { auto: 'confirm', always: 'confirm', off: 'exchange' }],
    ['no cookie', 'program', { auto: 'exchange', always: 'confirm', off: 'exchange' }],
    ['no cookie', 'nameless program', { auto: 'exchange', always: 'confirm', off: 'exchange' }],
  ];
  const clients: Record<string, Record<string, string>> = {
    browser: browserHeaders,
    'old browser': { 'user-agent': 'Mozilla/5.0 (Windows NT 6.1)', accept: 'text/html' },
    'browser without a name': { 'user-agent': '', 'sec-fetch-dest': 'document' },
    program: programHeaders,
    'nameless program': { 'user-agent': '' },
  };
  const endings: Record<Ending, object> = {
    exchange: { status: 'success', code: null, ticket: null },
    refuse: { status: 'error', code: 'browser_mismatch', ticket: null },
    confirm: { status: 'confirm', code: null, ticket: expect.stringMatching(/^[\w-]{43}$/) as string },
  };
  const rows = table.flatMap(([cookie, client, expected]) =>
    (['auto', 'always', 'off'] as const).map((policy) => ({ cookie, client, policy, ending: expected[policy] })),
  );

  it.each(rows)('$policy: a $client with $cookie ends in $ending', async ({ cookie, client, policy, ending }) => {
    const app = apps[policy];
    const user = `row-${policy}-${client}-${cookie}`.replaceAll(/[ ']/g, '-');
    const [flow, other] = [await consentedFlow(app, user), await startFlow(app, 'somebody')];
    const cookies: Record<string, string | undefined> = {
      'the right cookie': flow.cookie,
      'the right cookie among others': `a=b; ${other.cookie}; ${flow.cookie}`,
      'another cookie': other.cookie,
      "a stranger's cookie": 'figbridge_session=abc; __Host-figbridge_oauth_00000000=abc',
    };
    const sent: Record<string, string> = cookies[cookie] === undefined ? {} : { cookie: cookies[cookie] };
    const outcome = await callBack(app, flow.path, { ...clients[client], ...sent });
    expect(outcome).toMatchObject({ httpStatus: 302, provider: 'figma', ...endings[ending] });
    expect(tokenCalls(app)).toBe(ending === 'exchange' ? 1 : 0);
    const connected = (await connectedUsers()).includes(user);
    expect(connected).toBe(ending === 'exchange');
    // Spent on any presentation.
    const again = await callBack(app, flow.path, { ...browserHeaders, cookie: flow.cookie });
    expect(again).toMatchObject({ code: 'state_invalid' });
  });

  it("links nothing when the victim's browser is given the attacker's callback", async () => {
    const before = await connectedUsers();
    const attack = await consentedFlow(auto, 'attacker');
    const victims = await startFlow(auto, 'victim');
    expect(await callBack(auto, attack.path, { ...browserHeaders, cookie: victims.cookie })).toMatchObject({
      code: 'browser_mismatch',
    });
    const second = await consentedFlow(auto, 'attacker');
    const { ticket } = await callBack(auto, second.path, browserHeaders);
    await expectError(await confirm(auto, 'victim', { ticket }), 400, 'confirm_failed');
    expect(tokenCalls(auto)).toBe(0);
    expect(await connectedUsers()).toEqual(before);
  });

  it("never links the victim's account to the attacker who started the flow", async () => {
    const { path } = await consentedFlow(auto, 'fixator', 'ben');
    const { ticket } = await callBack(auto, path, browserHeaders);
    await expectError(await confirm(auto, 'walker', { ticket }), 400, 'confirm_failed');
    // The wrong user's attempt has destroyed the code, so the attacker cannot finish it either.
    await expectError(await confirm(auto, 'fixator', { ticket }), 400, 'confirm_failed');
    expect(tokenCalls(auto)).toBe(0);
    expect(await connectedUsers()).not.toEqual(expect.arrayContaining(['fixator']));
    const [row] = await auto.database.query<{ parked: string }>(
      `SELECT count(*) AS parked FROM oauth_state_tokens s JOIN users u ON u.id = s.user_id
        WHERE u.email = 'fixator@example.com' AND (parked_code IS NOT NULL OR ticket_hash IS NOT NULL)`,
    );
    expect(row?.parked).toBe('0');
  });
});

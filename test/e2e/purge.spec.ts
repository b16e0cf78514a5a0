import { PurgeService } from '../../src/maintenance/purge.service.js';
import { startApp, type TestApp } from '../support/app.js';
import { browserHeaders, callBack, confirm, consentedFlow, startFlow } from '../support/flows.js';
import { smallTeam } from '../support/team-seed.js';

describe('the purge', () => {
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

  const purge = (app: TestApp) => app.app.get(PurgeService).run();
  const statesOf = async (user: string): Promise<number> => {
    const rows = await first.database.query(
      'SELECT FROM oauth_state_tokens s JOIN users u ON u.id = s.user_id WHERE u.email = $1',
      [`${user}@example.com`],
    );
    return rows.length;
  };
  const expire = (state: string) =>
    first.database.query(
      `UPDATE oauth_state_tokens SET expires_at = now() - interval '1 second' WHERE state_hash = sha256($1)`,
      [Buffer.from(state)],
    );

  it('removes expired states and keeps open and spent ones', async () => {
    const old = await startFlow(first, 'tidy');
    const spent = await consentedFlow(first, 'tidy');
    await callBack(first, spent.path);
    const open = await consentedFlow(first, 'tidy');
    await expire(old.state);
    expect((await purge(first)).oauth_states).toBe(1);
    expect(await statesOf('tidy')).toBe(2);
    expect(await callBack(first, spent.path)).toMatchObject({ code: 'state_invalid' });
    expect(await callBack(first, open.path)).toMatchObject({ status: 'success' });
  });

  it('empties parked codes that nobody confirmed, and only those', async () => {
    const tickets = [];
    for (let index = 0; index < 2; index += 1) {
      const { path } = await consentedFlow(first, 'parking');
      tickets.push((await callBack(first, path, browserHeaders)).ticket!);
    }
    await first.database.query(
      `UPDATE oauth_state_tokens SET parked_until = now() - interval '1 second' WHERE ticket_hash = sha256($1)`,
      [Buffer.from(tickets[0]!)],
    );
    expect((await purge(first)).parked_codes).toBe(1);
    expect((await confirm(first, 'parking', { ticket: tickets[0] })).status).toBe(400);
    expect((await confirm(first, 'parking', { ticket: tickets[1] })).status).toBe(200);
  });

  it('of two instances removes each row once', async () => {
    const flows = await Promise.all(Array.from({ length: 10 }, () => startFlow(first, 'doubled')));
    for (const { state } of flows) await expire(state);
    const reports = await Promise.all([purge(first), purge(second), purge(first), purge(second)]);
    const removed = reports.reduce((sum, report) => sum + (report.oauth_states ?? 0), 0);
    const left = await statesOf('doubled');
    expect(removed + left).toBe(10);
    await purge(second);
    expect(await statesOf('doubled')).toBe(0);
  });

  it('leaves the work to the instance that is at it', async () => {
    const { state } = await startFlow(first, 'elsewhere');
    await expire(state);
    const other = first.app.get(PurgeService);
    const registry = Reflect.get(other, 'registry') as {
      tasks: { name: string; purge: (...args: unknown[]) => Promise<number> }[];
    };
    const task = registry.tasks.find(({ name }) => name === 'oauth_states')!;
    const { purge: original } = task;
    let meanwhile: unknown;
    task.purge = async (...args) => {
      meanwhile = (await purge(second)).oauth_states;
      return original(...args);
    };
    try {
      expect((await purge(first)).oauth_states).toBe(1);
      expect(meanwhile).toBe(0);
    } finally {
      task.purge = original;
    }
  });

  it('removes more than one batch in one run', async () => {
    const { state } = await startFlow(first, 'heap');
    await first.database.query(
      `INSERT INTO oauth_state_tokens (user_id, provider, state_hash, nonce_hash, code_verifier, redirect_uri, return_to, scope, expires_at)
       SELECT user_id, provider, sha256(n::text::bytea), nonce_hash, code_verifier, redirect_uri, return_to, scope, now() - interval '1 minute'
         FROM oauth_state_tokens, generate_series(1, 2500) n WHERE state_hash = sha256($1)`,
      [Buffer.from(state)],
    );
    expect((await purge(first)).oauth_states).toBe(2500);
    expect(await statesOf('heap')).toBe(1);
  });
});

import { startApp, type TestApp } from '../support/app.js';
import { smallTeam } from '../support/team-seed.js';

/** By another instance, or by an operator's SQL: this process still believes that it has seen the user. */
describe('a user whose row is removed while the service runs', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp({ seed: smallTeam });
  });
  beforeEach(async () => {
    await app.call('/api/integrations', { user: 'comes-back' });
    await app.database.query('TRUNCATE users CASCADE');
  });
  afterAll(() => app.close());

  const emails = async (): Promise<(string | null)[]> =>
    (await app.database.query<{ email: string | null }>('SELECT email FROM users')).map((row) => row.email);

  it('connects as if for the first time', async () => {
    const callback = await app.connect('comes-back');
    expect(callback.headers.get('location')).toMatch(/status=success$/);
    expect(await emails()).toEqual(['comes-back@example.com']);
  });

  it('saves settings as if for the first time', async () => {
    const body = { teamIds: [], files: [] };
    const saved = await app.call('/api/integrations/figma/settings', { user: 'comes-back', method: 'PUT', body });
    expect(saved.status).toBe(200);
    expect(await emails()).toEqual(['comes-back@example.com']);
  });
});

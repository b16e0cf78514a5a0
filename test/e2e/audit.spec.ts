import { subjectHash } from '../../src/platform/logging/log.service.js';
import { startApp, type TestApp } from '../support/app.js';
import { jwtFor } from '../support/jwt.js';
import { smallTeam } from '../support/team-seed.js';

interface Line {
  readonly audit?: string;
  readonly message: string;
  readonly requestId?: string;
  readonly subject?: string;
  readonly provider?: string;
  readonly time: string;
}

describe('what an auditor finds in the log (T-46)', () => {
  let app: TestApp;
  let seen = 0;

  beforeAll(async () => {
    app = await startApp({ seed: smallTeam });
  });
  beforeEach(() => {
    seen = app.logs.length;
  });
  afterAll(() => app.close());

  const lines = (): Line[] => app.logs.slice(seen).map((line) => JSON.parse(line) as Line);
  const audits = (): Line[] => lines().filter((line) => line.audit !== undefined);

  it('has one line for a connection and one for its end, each with the request and a hash of the user', async () => {
    await app.connect('audited');
    await app.call('/api/integrations/figma', { user: 'audited', method: 'DELETE' });
    expect(audits().map((line) => line.audit)).toEqual(['connected', 'disconnected']);
    const [id] = await app.database.query<{ id: string }>('SELECT id FROM users WHERE email = $1', [
      'audited@example.com',
    ]);
    for (const line of audits()) {
      expect(line).toMatchObject({ provider: 'figma', subject: subjectHash(id!.id) });
      expect(line.requestId).toEqual(expect.any(String));
      expect(line.time).toMatch(/Z$/);
    }
    expect(app.logs.slice(seen).join('\n')).not.toContain(id!.id);
  });

  it('has one line for each refused JWT, and none for a request without one', async () => {
    await app.call('/api/integrations');
    expect(audits()).toEqual([]);
    await app.call('/api/integrations', { headers: { authorization: `Bearer ${jwtFor('x', { secret: 'another' })}` } });
    expect(audits().map((line) => line.audit)).toEqual(['jwt_refused']);
  });

  it('has one line for a ticket of somebody else', async () => {
    await app.call('/api/integrations/figma/confirm', {
      user: 'audited',
      method: 'POST',
      body: { ticket: 'x'.repeat(43) },
    });
    expect(audits().map((line) => line.audit)).toEqual(['confirm_failed']);
  });

  it('carries a caller’s request id through every line of the request and back', async () => {
    const id = 'trace-me-0123456789';
    const answer = await app.call('/api/integrations/figma/confirm', {
      user: 'audited',
      method: 'POST',
      body: { ticket: 'y'.repeat(43) },
      headers: { 'x-request-id': id },
    });
    expect(answer.headers.get('x-request-id')).toBe(id);
    expect(lines().map((line) => line.requestId)).toEqual([id, id]);
  });
});

import { startApp, type TestApp } from '../support/app.js';
import { smallTeam } from '../support/team-seed.js';

describe('connecting Figma', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ seed: smallTeam });
  });
  afterAll(() => app.close());

  it('connects, lists and disconnects', async () => {
    const callback = await app.connect('designer');
    expect(callback.status).toBe(302);
    expect(callback.headers.get('location')).toBe(
      `http://localhost:${new URL(app.url).port}/settings/integrations?provider=figma&status=success`,
    );
    const { integrations } = await app.json('/api/integrations', { user: 'designer' });
    expect(integrations).toMatchObject([
      { provider: 'figma', connected: true, status: 'connected', statusReason: null },
    ]);
    const gone = await app.json('/api/integrations/figma', { user: 'designer', method: 'DELETE' });
    expect(gone).toEqual({ message: 'Figma integration disconnected successfully' });
  });
});

import { startApp, type TestApp } from '../support/app.js';
import { document } from '../support/openapi.js';
import { smallTeam } from '../support/team-seed.js';

describe('the served documentation', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ seed: smallTeam, env: { DOCS_ENABLED: 'true' } });
  });
  afterAll(() => app.close());

  it('has the committed document, for everybody', async () => {
    const response = await app.call('/openapi.json');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(document);
  });

  it('shows it in Swagger UI, from this origin alone', async () => {
    const page = await app.call('/docs');
    expect(page.status).toBe(200);
    const html = await page.text();
    const addresses = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => new URL(address!, page.url));
    expect(addresses.length).toBeGreaterThan(3);
    for (const address of addresses) {
      expect(address.origin).toBe(new URL(app.url).origin);
      const part = await app.call(address.pathname);
      // Unread bytes would hold the connection, and the connection the shutdown.
      expect([part.status, (await part.arrayBuffer()).byteLength > 0]).toEqual([200, true]);
    }
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*script-src 'self'(?! 'unsafe)/);
  });

  it('takes no definition from the address bar', async () => {
    const init = await (
      await app.call('/docs/swagger-ui-init.js?url=https://evil.example/x&configUrl=//evil.example')
    ).text();
    expect(init).toContain('"queryConfigEnabled": false');
    expect(init).not.toContain('evil');
  });

  it('is away when the operator says so', async () => {
    const plain = await startApp({ seed: smallTeam, env: { DOCS_ENABLED: 'false' } });
    for (const path of ['/docs', '/docs/', '/openapi.json', '/docs/swagger-ui-init.js'])
      expect((await plain.call(path)).status).toBe(404);
    await plain.close();
  });
});

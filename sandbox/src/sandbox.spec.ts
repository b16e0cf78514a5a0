import { createFigmaSandbox } from './sandbox.js';
import type { FigmaSandbox } from './sandbox.js';
import type { ElementSeed, Seed } from './seed/seed.types.js';
import { authorizationUrl, DEMO, RestClient, SEED } from './testing/client.js';

describe('a sandbox', () => {
  const open: FigmaSandbox[] = [];
  const start = async (...options: Parameters<typeof createFigmaSandbox>) => {
    const sandbox = await createFigmaSandbox(...options);
    open.push(sandbox);
    return sandbox;
  };
  afterEach(() => Promise.all(open.splice(0).map((sandbox) => sandbox.close())));

  it('has three origins on free ports of its own', async () => {
    const sandboxes = [await start(), await start({ publicHost: '127.0.0.1' })];
    const origins = sandboxes.flatMap(({ webUrl, apiUrl, assetUrl }) => [webUrl, apiUrl, assetUrl]);
    expect(new Set(origins).size).toBe(6);
    expect(origins[0]).toMatch(/^http:\/\/localhost:\d+$/);
    expect(origins[3]).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('listens where it is told, and frees its ports when one of them is taken', async () => {
    const { apiUrl } = await start();
    const taken = Number(new URL(apiUrl).port);
    await expect(createFigmaSandbox({ apiPort: taken })).rejects.toThrow('EADDRINUSE');
    const spare = await createFigmaSandbox();
    const port = Number(new URL(spare.webUrl).port);
    await spare.close();
    await expect(createFigmaSandbox({ port, apiPort: taken })).rejects.toThrow('EADDRINUSE');
    expect((await start({ port })).webUrl).toBe(`http://localhost:${String(port)}`);
  });

  it('goes back to its seed, on the same ports', async () => {
    const sandbox = await start();
    const { webUrl, state } = sandbox;
    const client = await RestClient.signIn(sandbox, 'ines');
    await client.post(`/v1/files/${SEED.checkout}/comments`, { message: 'Hello' });
    const before = structuredClone(
      [...state.files.values()].map(({ key, name, versions }) => [key, name, versions.length]),
    );
    state.editFile(SEED.checkout, { rename: 'Other' });
    state.registerRedirectUri(DEMO.clientId, 'http://localhost:1/callback');
    sandbox.clock.advance(1e9);
    sandbox.faults.set('*', { status: 500 });
    sandbox.reset();
    expect(sandbox.webUrl).toBe(webUrl);
    expect(state.file(SEED.checkout).comments).toHaveLength(6);
    expect([...state.files.values()].map(({ key, name, versions }) => [key, name, versions.length])).toEqual(before);
    expect(state.app(DEMO.clientId).redirectUris).not.toContain('http://localhost:1/callback');
    expect(Math.abs(sandbox.clock.now() - Date.now())).toBeLessThan(1000);
    expect(sandbox.calls.count()).toBe(0);
    expect((await client.get('/v1/me')).body.err).toBe('Invalid token');
  });

  it('lets calls go that wait or hang when it is reset or closed', async () => {
    const sandbox = await createFigmaSandbox();
    const gate = sandbox.hold('/v1/me');
    const waiting = fetch(`${sandbox.apiUrl}/v1/me`);
    await gate.arrived;
    sandbox.reset();
    expect((await waiting).status).toBe(403);
    sandbox.faults.set('/v1/me', { hang: true });
    const hanging = fetch(`${sandbox.apiUrl}/v1/me`).catch(() => 'ended');
    await fetch(`${sandbox.apiUrl}/v1/other`);
    await sandbox.close();
    expect(await hanging).toBe('ended');
  });

  it('builds the same ids each time', async () => {
    const ids = async () => {
      const { state } = await start();
      const files = [...state.files.values()];
      return JSON.stringify(
        files.map(({ key, versions, comments }) => [key, versions.map(({ id, content }) => [id, content]), comments]),
      );
    };
    expect(await ids()).toBe(await ids());
  });

  it('has ids of Figma’s forms in its seed', async () => {
    const { state } = await start();
    for (const id of state.users.keys()) expect(Number.isSafeInteger(Number(id))).toBe(false);
    for (const file of state.files.values()) {
      expect(file.key).toMatch(/^[A-Za-z0-9]{22}$/);
      for (const { id } of file.versions) expect(id).toMatch(/^[1-9]\d{18}$/);
    }
  });

  it('adds apps and overrides single fields of seeded ones', async () => {
    const redirectUris = ['http://localhost:4999/cb'];
    const sandbox = await start({
      apps: [
        { clientId: DEMO.clientId, redirectUris },
        { clientId: 'new', clientSecret: 's' },
      ],
    });
    const { clientSecret, name, redirectUris: uris } = sandbox.state.app(DEMO.clientId);
    expect([clientSecret, name, uris]).toEqual([DEMO.clientSecret, 'Figbridge', redirectUris]);
    expect(sandbox.state.app('new')).toMatchObject({ kind: 'private', scopes: [] });
    sandbox.reset();
    expect(sandbox.state.app(DEMO.clientId).redirectUris).toEqual(redirectUris);
    const url = authorizationUrl(sandbox, { redirect_uri: redirectUris[0]! });
    expect(await sandbox.authorize(url, { user: 'ines' })).toContain('http://localhost:4999/cb?code=');
  });

  describe('with a seed of one’s own', () => {
    const user = { alias: 'a', id: '1', handle: 'A', email: 'a@example.com', organization: 'o' };
    const file = { key: 'K', name: 'File', creator: 'a', versions: [{ at: '2026-01-01T00:00:00Z', by: 'a' }] };
    const withNodes = (...nodes: ElementSeed[]): Seed => ({
      users: [user],
      files: [{ ...file, pages: [{ page: 'P', nodes }] }],
    });

    it.each<[string, Seed]>([
      ['no user b', { users: [user], files: [{ ...file, creator: 'b' }] }],
      ['no folder x', { users: [user], files: [{ ...file, folder: 'x' }] }],
      [
        'no team x',
        { users: [user], folders: [{ alias: 'f', id: '1', name: 'F', team: 'x', createdAt: '2026-01-01T00:00:00Z' }] },
      ],
      ['no component named Button', withNodes({ instance: 'Button' })],
      ['no style named Ink', withNodes({ text: 'x', fill: 'Ink' })],
      ['not a colour: #12', withNodes({ rectangle: 'x', fill: '#12' })],
      ['exactly one kind', withNodes({ rectangle: 'x', ellipse: 'x' })],
      ['no node named B', withNodes({ sticky: 'A' }, { connector: 'c', from: 'A', to: 'B' })],
      [
        'pinned to X',
        {
          users: [user],
          files: [{ ...file, comments: [{ by: 'a', at: '2026-01-01T00:00:00Z', message: 'm', on: 'X' }] }],
        },
      ],
    ])('says what is wrong: %s', async (message, seed) => {
      await expect(createFigmaSandbox({ seed })).rejects.toThrow(message);
    });

    it('repeats elements with numbers in their names, not in their colours', async () => {
      const { state } = await start({
        seed: withNodes({ text: 'Row #', at: [1, 2], fill: '#112233', repeat: { times: 3, step: [0, 10] } }),
      });
      const [page] = state.file('K').versions[0]!.content.document.children!;
      expect(page!.children!.map(({ name, absoluteBoundingBox: box }) => [name, box!.x, box!.y])).toEqual([
        ['Row 1', 1, 2],
        ['Row 2', 1, 12],
        ['Row 3', 1, 22],
      ]);
      expect(page!.children![2]!.fills![0]!.color!.b).toBeCloseTo(0x33 / 255);
    });

    it('refuses a file that is no seed', async () => {
      await expect(createFigmaSandbox({ seed: new URL('../package.json', import.meta.url).pathname })).rejects.toThrow(
        'is not a seed',
      );
    });
  });
});

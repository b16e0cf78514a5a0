import { createFigmaSandbox } from '../sandbox.js';
import type { FigmaSandbox } from '../sandbox.js';
import { walk } from '../state/scene.js';
import type { SceneNode } from '../state/scene.js';
import { RestClient, SEED } from '../testing/client.js';
import type { Body } from '../testing/client.js';

const nodesOf = (root: SceneNode) => [...walk(root)];
const named = (root: SceneNode, name: string) => nodesOf(root).find((node) => node.name === name);

describe('files', () => {
  let sandbox: FigmaSandbox;
  let ines: RestClient;
  const file = async (query = '', key = SEED.checkout) => (await ines.get(`/v1/files/${key}${query}`)).body;

  beforeAll(async () => (sandbox = await createFigmaSandbox()));
  beforeEach(async () => {
    sandbox.reset();
    ines = await RestClient.signIn(sandbox, 'ines');
  });
  afterAll(() => sandbox.close());

  it('answers every file of the seed as Figma documents it, with every parameter', async () => {
    const keys = [...sandbox.state.files.keys()].filter((key) => key !== SEED.slides);
    for (const key of keys) {
      for (const query of ['', '?depth=1', '?geometry=paths', '?plugin_data=shared', '?branch_data=true']) {
        expect((await ines.get(`/v1/files/${key}${query}`)).status).toBe(200);
      }
      expect((await ines.get(`/v1/files/${key}/meta`)).status).toBe(200);
      expect((await ines.get(`/v1/files/${key}/comments`)).status).toBe(200);
    }
    expect(keys).toHaveLength(9);
  });

  it('has no file under a key that nobody made, however long it is', async () => {
    for (const length of [22, 128, 4_000])
      expect(await ines.get(`/v1/files/${'k'.repeat(length)}`)).toMatchObject({
        status: 404,
        body: { status: 404, err: 'Not found' },
      });
  });

  it('has components, sets and styles of its own, and remote ones where another file uses them', async () => {
    const [library, checkout] = [await file('', SEED.library), await file()];
    const own = Object.values<Body>(library.components);
    expect(own.map(({ remote }) => remote)).not.toContain(true);
    expect(own).toHaveLength(7);
    const used = Object.values<Body>(checkout.components);
    expect(used.every(({ remote }) => remote === true)).toBe(true);
    expect(own.map(({ key }) => key)).toEqual(expect.arrayContaining(used.map(({ key }) => key)));
    for (const { componentSetId } of used)
      if (componentSetId) expect(checkout.componentSets).toHaveProperty([componentSetId]);
  });

  it('refers to nothing that is not in the answer, whatever part of the file is asked for', async () => {
    const cart = named((await file()).document, 'Cart')!;
    for (const query of ['', `?ids=${cart.id}`, '?depth=2']) {
      const body = await file(query);
      for (const node of nodesOf(body.document)) {
        if (node.componentId) expect(body.components).toHaveProperty([node.componentId]);
        for (const id of Object.values(node.styles ?? {})) expect(body.styles).toHaveProperty([id]);
      }
    }
  });

  it('gives each node an id of its own, with Figma’s form below instances', async () => {
    const ids = nodesOf((await file()).document).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^(\d+:\d+|I\d+:\d+(;\d+:\d+)+)$/.test(id))).toBe(true);
    expect(ids.filter((id) => id.startsWith('I')).length).toBeGreaterThan(20);
  });

  it('cuts below a depth counted from the root', async () => {
    const levels = (node: SceneNode): number => 1 + Math.max(0, ...(node.children ?? []).map(levels));
    expect(levels((await file('?depth=1')).document)).toBe(2);
    expect(levels((await file('?depth=2')).document)).toBe(3);
    expect((await file('?depth=1')).document.children.map(({ name }: SceneNode) => name)).toEqual(['Flow', 'Notes']);
    for (const depth of ['0', '-1', '1.5', 'x'])
      expect((await ines.get(`/v1/files/${SEED.checkout}?depth=${depth}`)).status).toBe(400);
  });

  it('answers `ids` with the nodes, their ancestors and all pages, and what they use', async () => {
    const whole = await file();
    const cart = named(whole.document, 'Cart')!;
    const part = await file(`?ids=${encodeURIComponent(cart.id)}`);
    expect(part.document.children.map(({ name }: SceneNode) => name)).toEqual(['Flow', 'Notes']);
    expect(part.document.children[0].children).toEqual([cart]);
    expect(part.document.children[1].children).toEqual([]);
    expect(Object.keys(part.components).length).toBeLessThan(Object.keys(whole.components).length);
    const bare = await file(`?ids=${cart.id}&depth=0`);
    expect(bare.document.children[0].children[0].children).toEqual([]);
    expect((await file('?ids=999:999')).document.children[0].children).toEqual([]);
  });

  it('adds outlines, sizes and relative positions only for `geometry=paths`', async () => {
    const plain = named((await file()).document, 'Total')!;
    const drawn = named((await file('?geometry=paths')).document, 'Total')!;
    expect(plain).not.toHaveProperty('fillGeometry');
    expect(drawn).toMatchObject({
      size: { x: expect.any(Number) },
      relativeTransform: [
        [1, 0, 24],
        [0, 1, 548],
      ],
    });
    expect((drawn.fillGeometry as unknown[]).length).toBe(1);
    expect((await ines.get(`/v1/files/${SEED.checkout}?geometry=lines`)).status).toBe(400);
  });

  it('sends plugin data only to those who name the plugin', async () => {
    const cart = async (query: string) => named((await file(query)).document, 'Cart')!;
    expect(await cart('')).not.toHaveProperty('pluginData');
    expect(await cart('?plugin_data=1198024733120458891')).toMatchObject({ pluginData: { '1198024733120458891': {} } });
    expect(await cart('?plugin_data=1')).not.toHaveProperty('pluginData');
    expect(await cart('?plugin_data=shared')).toMatchObject({ sharedPluginData: { tickets: { id: 'SHOP-412' } } });
    expect(await cart('?plugin_data=shared')).not.toHaveProperty('pluginData');
  });

  it('serves earlier versions by id and none that it does not have', async () => {
    const [first] = sandbox.state.file(SEED.checkout).versions;
    const old = await file(`?version=${first!.id}`);
    expect(old.version).toBe(first!.id);
    expect(old.lastModified).toBe('2026-10-02T08:12:30Z');
    expect(named(old.document, 'Confirmation')).toBeUndefined();
    expect(named((await file()).document, 'Confirmation')).toBeDefined();
    expect((await ines.get(`/v1/files/${SEED.checkout}?version=1`)).status).toBe(404);
  });

  it('moves `version` and dates with every edit, and leaves earlier versions alone', async () => {
    const before = await file();
    sandbox.clock.advance(60_000);
    sandbox.state.editFile(SEED.checkout, {
      by: 'mateo',
      rename: 'Checkout, final',
      change: (document) => {
        document.children![0]!.name = 'Screens';
      },
    });
    const after = await file();
    expect(after).toMatchObject({ name: 'Checkout, final', document: { children: [{ name: 'Screens' }, {}] } });
    expect(after.version).not.toBe(before.version);
    expect(Date.parse(after.lastModified)).toBeGreaterThan(Date.parse(before.lastModified));
    expect(after.thumbnailUrl).not.toBe(before.thumbnailUrl);
    expect((await file(`?version=${before.version}`)).document.children[0].name).toBe('Flow');
    const meta = (await ines.get(`/v1/files/${SEED.checkout}/meta`)).body.file;
    expect(meta).toMatchObject({
      name: 'Checkout, final',
      version: after.version,
      last_touched_by: { handle: 'Mateo Lindqvist' },
    });
  });

  it('knows branches by their own key', async () => {
    const [main, branch] = [await file('?branch_data=true'), await file('?branch_data=true', SEED.branch)];
    expect(main.branches).toEqual([expect.objectContaining({ key: SEED.branch, name: 'Express pay' })]);
    expect(main).not.toHaveProperty('mainFileKey');
    expect(branch.mainFileKey).toBe(SEED.checkout);
    expect(branch.document.children.map(({ name }: SceneNode) => name)).toEqual(['Flow', 'Notes', 'Express pay']);
    expect(await file('', SEED.branch)).not.toHaveProperty('mainFileKey');
    const { url } = (await ines.get(`/v1/files/${SEED.branch}/meta`)).body.file;
    expect(url).toBe(`${sandbox.webUrl}/design/${SEED.checkout}/branch/${SEED.branch}/Express-pay`);
  });

  it('has no JSON of slides, but their meta', async () => {
    expect((await ines.get(`/v1/files/${SEED.slides}`)).body).toEqual({
      status: 400,
      err: 'File type not supported by this endpoint',
    });
    expect((await ines.get(`/v1/files/${SEED.slides}/meta`)).body.file.editorType).toBe('slides');
  });

  it('says figjam where the file is a board', async () => {
    expect((await file('', SEED.figjam)).editorType).toBe('figjam');
    expect((await ines.get(`/v1/files/${SEED.figjam}/meta`)).body.file.url).toContain(`${sandbox.webUrl}/board/`);
  });

  it.each([
    ['ines', SEED.strategy, 'owner'],
    ['ines', SEED.checkout, 'editor'],
    ['mateo', SEED.checkout, 'owner'],
    ['mateo', SEED.landing, 'viewer'],
    ['yuki', SEED.checkout, 'viewer'],
    ['yuki', SEED.branch, 'viewer'],
    ['mateo', SEED.strategy, null],
    ['yuki', SEED.strategy, null],
    ['yuki', 'NoSuchFileKey000000000', null],
  ])('gives %s of %s the role %s', async (user, key, role) => {
    const client = await RestClient.signIn(sandbox, user);
    const [json, meta] = [await client.get(`/v1/files/${key}`), await client.get(`/v1/files/${key}/meta`)];
    expect([json.body.role ?? null, meta.body.file?.role ?? null]).toEqual([role, role]);
    if (role === null) expect(json.body).toEqual({ status: 404, err: 'Not found' });
  });

  it('shows an invited outsider the one file, and what is open to everybody', async () => {
    sandbox.state.app('figbridge-demo').kind = 'public';
    sandbox.state.app('figbridge-demo').scopes = ['file_content:read'];
    const noor = await RestClient.signIn(sandbox, 'noor');
    const statuses = await Promise.all(
      [SEED.checkout, 'm6CzEo1WiSl4Pg9TvBn3Xd', SEED.landing].map(
        async (key) => (await noor.get(`/v1/files/${key}`)).status,
      ),
    );
    expect(statuses).toEqual([200, 200, 404]);
  });
});

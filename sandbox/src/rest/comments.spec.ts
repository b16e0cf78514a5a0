import { createFigmaSandbox } from '../sandbox.js';
import type { FigmaSandbox } from '../sandbox.js';
import { RestClient, SEED } from '../testing/client.js';
import type { Body } from '../testing/client.js';

describe('comments', () => {
  let sandbox: FigmaSandbox;
  let ines: RestClient;
  let mateo: RestClient;
  const path = `/v1/files/${SEED.checkout}/comments`;
  const list = async () => (await ines.get(path)).body.comments as Body[];

  beforeAll(async () => (sandbox = await createFigmaSandbox()));
  beforeEach(async () => {
    sandbox.reset();
    ines = await RestClient.signIn(sandbox, 'ines');
    mateo = await RestClient.signIn(sandbox, 'mateo');
  });
  afterAll(() => sandbox.close());

  it('lists threads with numbered roots; replies have a parent and no position', async () => {
    const comments = await list();
    const roots = comments.filter(({ parent_id: parent }) => parent === '');
    expect(roots.map(({ order_id: order }) => order)).toEqual(['1', '2', '3', '4']);
    const replies = comments.filter(({ parent_id: parent }) => parent === roots[0]!.id);
    expect(replies).toHaveLength(2);
    for (const reply of replies) expect(reply).not.toHaveProperty('client_meta');
    expect(roots[0]!.client_meta).toEqual({
      node_id: expect.stringMatching(/^\d+:\d+$/),
      node_offset: { x: 260, y: 560 },
    });
    expect(roots[3]!.client_meta).toEqual({ x: 900, y: -120 });
    expect(roots.filter(({ resolved_at: at }) => at !== null)).toHaveLength(1);
  });

  it('posts in the name of the token’s user, in the order of arrival', async () => {
    const posted = (await mateo.post(path, { message: 'On it' })).body;
    expect(posted).toMatchObject({
      message: 'On it',
      user: { handle: 'Mateo Lindqvist' },
      order_id: '5',
      parent_id: '',
      resolved_at: null,
    });
    expect((await list()).at(-1)).toEqual(posted);
  });

  it.each([
    { x: 1, y: 2 },
    { node_id: '1:1', node_offset: { x: 1, y: 2 } },
    { x: 1, y: 2, region_height: 3, region_width: 4 },
    { node_id: '1:1', node_offset: { x: 1, y: 2 }, region_height: 3, region_width: 4, comment_pin_corner: 'top-left' },
  ])('keeps the position %j', async (position) => {
    expect((await mateo.post(path, { message: 'Here', client_meta: position })).body.client_meta).toEqual(position);
  });

  it('takes replies to roots only', async () => {
    const [root, reply] = await list();
    const posted = (await mateo.post(path, { message: 'Yes', comment_id: root!.id })).body;
    expect(posted).toMatchObject({ parent_id: root!.id, order_id: null });
    const refused = { status: 400, error: true, message: 'Invalid parameter comment_id' };
    expect((await mateo.post(path, { message: 'Yes', comment_id: reply!.id })).body).toEqual(refused);
    expect((await mateo.post(path, { message: 'Yes', comment_id: '1' })).body).toEqual(refused);
  });

  it.each([
    {},
    { message: '' },
    { message: '  ' },
    { message: 3 },
    { message: 'x', client_meta: { x: 1 } },
    { message: 'x', client_meta: 'there' },
  ])('refuses %j and keeps nothing', async (body) => {
    const before = await list();
    expect((await mateo.post(path, body)).body).toMatchObject({ status: 400, error: true });
    expect(await list()).toEqual(before);
  });

  it('deletes a comment for its author, with its replies', async () => {
    const [root] = await list();
    expect((await mateo.delete(`${path}/${String(root!.id)}`)).status).toBe(403);
    expect((await ines.delete(`${path}/${String(root!.id)}`)).body).toEqual({ status: 200, error: false });
    expect(await list()).toHaveLength(3);
    expect((await ines.delete(`${path}/${String(root!.id)}`)).status).toBe(404);
  });

  it('hides the comments of a file that the user cannot open', async () => {
    const strategy = `/v1/files/${SEED.strategy}/comments`;
    expect((await mateo.get(strategy)).status).toBe(404);
    expect((await mateo.post(strategy, { message: 'Hi' })).status).toBe(404);
    expect((await mateo.delete(`${strategy}/1`)).status).toBe(404);
  });
});

import { createFigmaSandbox } from '../sandbox.js';
import type { FigmaSandbox } from '../sandbox.js';
import { RestClient, SEED } from '../testing/client.js';

interface Named {
  readonly name: string;
}
const names = (rows: readonly Named[]) => rows.map(({ name }) => name);

describe('teams, folders and projects', () => {
  let sandbox: FigmaSandbox;
  const as = (user: string) => RestClient.signIn(sandbox, user);

  beforeAll(async () => (sandbox = await createFigmaSandbox()));
  beforeEach(() => {
    sandbox.reset();
  });
  afterAll(() => sandbox.close());

  it('lists the top folders of a team, and nested ones only below their parent', async () => {
    const ines = await as('ines');
    const top = (await ines.get(`/v2/teams/${SEED.product}/folders`)).body;
    expect(top.name).toBe('Fernlight Product');
    expect(names(top.folders)).toEqual(['Design system', 'Checkout', 'Leadership']);
    expect(top.folders[1]).toEqual({ id: SEED.checkoutFolder, name: 'Checkout', parent_folder_id: null });
    const nested = (await ines.get(`/v2/folders/${SEED.checkoutFolder}/folders`)).body;
    expect(nested).toEqual({
      name: 'Checkout',
      folders: [{ id: SEED.paymentsFolder, name: 'Payments', parent_folder_id: SEED.checkoutFolder }],
    });
    expect(names((await ines.get(`/v2/folders/${SEED.paymentsFolder}/folders`)).body.folders)).toEqual(['Experiments']);
  });

  it('lists the files directly in a folder, branches only when asked and under their file', async () => {
    const ines = await as('ines');
    const plain = (await ines.get(`/v2/folders/${SEED.checkoutFolder}/files`)).body;
    expect(names(plain.files)).toEqual(['Checkout redesign', 'Checkout research wall']);
    expect(plain.files[0]).toEqual({
      key: SEED.checkout,
      name: 'Checkout redesign',
      thumbnail_url: expect.stringContaining(`${sandbox.assetUrl}/thumbnails/`),
      last_modified: '2026-11-17T13:26:55Z',
    });
    const { files } = (await ines.get(`/v2/folders/${SEED.checkoutFolder}/files?branch_data=true`)).body;
    expect(names(files[0].branches)).toEqual(['Express pay']);
    expect(files[1].branches).toEqual([]);
  });

  it('hides an invite-only folder from a team member who is not invited', async () => {
    const mateo = await as('mateo');
    expect(names((await mateo.get(`/v2/teams/${SEED.product}/folders`)).body.folders)).toEqual([
      'Design system',
      'Checkout',
    ]);
    expect((await mateo.get(`/v2/folders/${SEED.leadershipFolder}/files`)).body).toEqual({
      status: 404,
      err: 'Not found',
    });
  });

  it('refuses a team to people outside it, with another shape than an unknown team', async () => {
    const yuki = await as('yuki');
    const refused = "You don't have permission to view this team.";
    expect((await yuki.get(`/v2/teams/${SEED.product}/folders`)).body).toEqual({ status: 403, err: refused });
    expect((await yuki.get('/v2/teams/12/folders')).body).toEqual({
      status: 400,
      error: true,
      message: 'No such team',
    });
    expect((await yuki.get(`/v2/folders/${SEED.checkoutFolder}/folders`)).status).toBe(404);
  });

  it('shows a team no longer to somebody who was removed from it', async () => {
    const mateo = await as('mateo');
    sandbox.state.teams.get(SEED.product)!.members.delete(sandbox.state.user('mateo').id);
    expect((await mateo.get(`/v2/teams/${SEED.product}/folders`)).status).toBe(403);
  });

  it('counts only what the user sees in the folder meta', async () => {
    const ines = await as('ines');
    expect((await ines.get(`/v2/folders/${SEED.checkoutFolder}/meta`)).body).toEqual({
      id: SEED.checkoutFolder,
      name: 'Checkout',
      thumbnail_url: expect.stringContaining('/thumbnails/'),
      file_count: 2,
      updated_at: '2026-11-17T13:26:55Z',
      created_at: '2025-11-17T09:12:00Z',
    });
    expect((await ines.get('/v2/folders/302776104/meta')).body.file_count).toBe(1);
    expect((await ines.get('/v2/folders/1/meta')).status).toBe(404);
  });

  it('answers the deprecated project routes with the top folders and their files', async () => {
    const ines = await as('ines');
    const { projects } = (await ines.get(`/v1/teams/${SEED.product}/projects`)).body;
    expect(projects).toContainEqual({ id: SEED.checkoutFolder, name: 'Checkout' });
    expect(names(projects)).not.toContain('Payments');
    const { files } = (await ines.get(`/v1/projects/${SEED.checkoutFolder}/files`)).body;
    expect(names(files)).toEqual(['Checkout redesign', 'Checkout research wall']);
    expect((await ines.get(`/v1/projects/${SEED.checkoutFolder}/meta`)).body.file_count).toBe(2);
    expect((await ines.get('/v1/teams/12/projects')).body.message).toBe('No such team');
    expect((await ines.get('/v1/projects/12/files')).body).toEqual({ status: 404, err: 'Not found' });
  });
});

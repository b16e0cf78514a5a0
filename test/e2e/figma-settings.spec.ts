import type { FigmaSandbox } from '@figbridge/figma-sandbox';
import { startApp, type TestApp } from '../support/app.js';
import { createSmallSandbox, keys, teams } from './figma-seed.js';

const path = '/api/integrations/figma/settings';
let sandbox: FigmaSandbox;
let app: TestApp;

beforeAll(async () => {
  sandbox = await createSmallSandbox();
  app = await startApp({ sandbox, env: { DOCS_ENABLED: 'false' } });
});

afterAll(async () => {
  await app.close();
  await sandbox.close();
});

const put = (user: string, body: unknown): Promise<unknown> => app.json(path, { user, method: 'PUT', body });

describe('settings', () => {
  it('work before connecting, are kept by connecting, disconnecting and connecting again', async () => {
    const user = 'settler';
    expect(await app.json(path, { user })).toEqual({ teamIds: [], files: [] });
    const saved = { teamIds: [teams.design], files: [keys.icons] };
    expect(await put(user, saved)).toEqual(saved);
    await app.connect(user);
    expect(await app.json(path, { user })).toEqual(saved);
    await app.call('/api/integrations/figma', { user, method: 'DELETE' });
    expect(await app.json(path, { user })).toEqual(saved);
    await app.connect(user);
    expect(await app.json(path, { user })).toEqual(saved);
  });

  it('take ids, keys and links, once each', async () => {
    const body = {
      teamIds: [
        teams.design,
        ` https://www.figma.com/files/team/${teams.design}/Design `,
        `https://www.figma.com/files/9/team/${teams.secret}`,
      ],
      files: [
        keys.icons,
        `https://www.figma.com/design/${keys.icons}/Icons?node-id=1-2`,
        `${sandbox.webUrl}/design/${keys.checkout}/branch/${keys.branch}/x`,
      ],
    };
    expect(await put('linker', body)).toEqual({
      teamIds: [teams.design, teams.secret],
      files: [keys.icons, keys.branch],
    });
  });

  it('are replaced, not merged, and are nobody else’s', async () => {
    await put('replacer', { teamIds: ['1'], files: ['a'] });
    await put('replacer', { teamIds: [], files: ['b'] });
    expect(await app.json(path, { user: 'replacer' })).toEqual({ teamIds: [], files: ['b'] });
    expect(await app.json(path, { user: 'replacer-2' })).toEqual({ teamIds: [], files: [] });
  });

  it.each([
    [{ teamIds: ['1', 'no-team'], files: [] }, 'teamIds[1] is not valid: "no-team"'],
    [
      { teamIds: [], files: ['https://evil.example/file/abc'] },
      'files[0] is not valid: "https://evil.example/file/abc"',
    ],
    [{ teamIds: [`https://www.figma.com/file/abc/x`], files: [] }, 'teamIds[0] is not valid'],
    [{ teamIds: [], files: [`https://www.figma.com/files/team/1`] }, 'files[0] is not valid'],
    [{ teamIds: [], files: [''] }, 'files[0] is not valid'],
    [{ teamIds: [] }, 'files'],
    [{ teamIds: '1', files: [] }, 'teamIds'],
    [{ teamIds: [1], files: [] }, 'teamIds'],
    [{ teamIds: [null], files: [] }, 'teamIds'],
    [{ teamIds: [], files: Array.from({ length: 101 }, () => 'a') }, 'files'],
    [{ teamIds: [], files: [], user_id: 'x' }, 'user_id'],
    [{ teamIds: [], files: [], provider: 'github' }, 'provider'],
    [[], 'teamIds'],
  ])('refuse %j and say what is wrong', async (body, text) => {
    await put('careful', { teamIds: ['7'], files: [] });
    const answer = await put('careful', body);
    expect(answer).toMatchObject({ statusCode: 400, code: 'invalid_request', error: expect.stringContaining(text) });
    expect(await app.json(path, { user: 'careful' })).toEqual({ teamIds: ['7'], files: [] });
  });

  it('need a JWT', async () => {
    expect((await app.call(path)).status).toBe(401);
    expect((await app.call(path, { method: 'PUT', body: { teamIds: [], files: [] } })).status).toBe(401);
  });
});

describe('links', () => {
  const resolve = (body: unknown): Promise<Response> =>
    app.call('/api/integrations/figma/resolve', { user: 'pasted', method: 'POST', body });

  it.each([
    [`https://www.figma.com/files/team/${teams.design}/x`, { kind: 'team', teamId: teams.design }],
    [
      `https://www.figma.com/files/team/${teams.design}/project/55/x`,
      { kind: 'folder', folderId: '55', teamId: teams.design },
    ],
    [`https://www.figma.com/design/${keys.icons}/x?node-id=1-2`, { kind: 'file', fileKey: keys.icons, nodeId: '1:2' }],
    [
      `figma.com/design/${keys.icons}/branch/${keys.branch}/x`,
      { kind: 'branch', fileKey: keys.icons, branchKey: keys.branch },
    ],
  ])('%s is resolved', async (url, expected) => {
    const answer = await resolve({ url });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual(expected);
  });

  it.each([
    { url: 'https://evil.example/file/abc' },
    { url: '' },
    { url: 7 },
    { url: ['https://www.figma.com/file/abc'] },
    { url: `https://www.figma.com/file/${keys.icons}`, more: 1 },
    {},
  ])('%j is refused', async (body) => {
    const answer = await resolve(body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'invalid_request' });
  });
});

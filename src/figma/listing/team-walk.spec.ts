import { FigmaForbiddenError, InsufficientScopeError, ProviderRateLimitedError } from '../client/figma.errors.js';
import type { FigmaFolder } from '../client/wire.js';
import type { TeamSource } from './team-source.js';
import { tooManyFolders, walkTeam } from './team-walk.js';

const folder = (id: string): FigmaFolder => ({ id, name: `Folder ${id}` });

/** A team whose folders nest as `tree` says; every folder holds one file. */
function team(tree: Record<string, string[]>, failing: Record<string, Error> = {}): TeamSource & { calls: string[] } {
  const calls: string[] = [];
  return {
    calls,
    subfolders: (id) => {
      calls.push(`folders ${id}`);
      return Promise.resolve((tree[id] ?? []).map(folder));
    },
    files: (id) => {
      calls.push(`files ${id}`);
      const failure = failing[id];
      const file = { key: `file-${id}`, name: id, thumbnail_url: null, last_modified: null };
      return failure ? Promise.reject(failure) : Promise.resolve([file]);
    },
  };
}

it('flattens nested folders with their parents', async () => {
  const source = team({ a: ['b'], b: ['c'] });
  const walked = await walkTeam('9', { source, folders: [folder('a'), folder('d')] });
  const rows = walked.projects.map(({ id, parentId, files }) => [id, parentId, files.map((file) => file.key)]);
  expect(rows).toEqual([
    ['a', null, ['file-a']],
    ['d', null, ['file-d']],
    ['b', 'a', ['file-b']],
    ['c', 'b', ['file-c']],
  ]);
  expect(walked).toMatchObject({ problems: [], trouble: null });
});

it('visits each folder once, also in a circle', async () => {
  const source = team({ a: ['b', 'a'], b: ['a', 'b'] });
  const walked = await walkTeam('9', { source, folders: [folder('a'), folder('a')] });
  expect(walked.projects.map((project) => project.id)).toEqual(['a', 'b']);
  expect(source.calls).toHaveLength(4);
});

it('reports a folder that is closed and goes on', async () => {
  const source = team({ a: ['b'] }, { a: new FigmaForbiddenError() });
  const walked = await walkTeam('9', { source, folders: [folder('a'), folder('c')] });
  expect(walked.projects.map((project) => [project.id, project.files.length])).toEqual([
    ['a', 0],
    ['c', 1],
    ['b', 1],
  ]);
  expect(walked.problems).toEqual([{ teamId: '9', folderId: 'a', fileKey: null, code: 'forbidden' }]);
  expect(walked.trouble).toBeNull();
});

it('asks nothing more once Figma limits', async () => {
  const limited = new ProviderRateLimitedError({
    retryAfter: 9,
    planTier: null,
    rateLimitType: null,
    upgradeLink: null,
  });
  const source = team({ a: ['b'] }, { a: limited });
  const walked = await walkTeam('9', { source, folders: [folder('a')] });
  expect(source.calls).toEqual(['files a']);
  expect(walked.trouble).toBe(limited);
  expect(walked.problems.map((problem) => problem.code)).toEqual(['provider_rate_limited']);
});

it('throws what concerns the whole connection', async () => {
  const source = team({}, { a: new InsufficientScopeError(['folders:read']) });
  await expect(walkTeam('9', { source, folders: [folder('a')] })).rejects.toMatchObject({ code: 'insufficient_scope' });
});

it('ends at the eighth level and says so', async () => {
  const endless: TeamSource = {
    subfolders: (id) => Promise.resolve([folder(`${id}x`)]),
    files: () => Promise.resolve([]),
  };
  const walked = await walkTeam('9', { source: endless, folders: [folder('x')] });
  expect(walked.projects).toHaveLength(8);
  expect(walked.problems).toEqual([{ teamId: '9', folderId: null, fileKey: null, code: tooManyFolders }]);
});

it('ends at 300 folders and says so', async () => {
  const wide = Array.from({ length: 500 }, (_, index) => folder(String(index)));
  const walked = await walkTeam('9', { source: team({}), folders: wide });
  expect(walked.projects).toHaveLength(300);
  expect(walked.problems.map((problem) => problem.code)).toEqual([tooManyFolders]);
});

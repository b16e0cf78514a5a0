import fc from 'fast-check';
import { isFileKey, parseFigmaLink, parseNodeId } from './links.js';

const key = 'AbCdEfGhIjKlMnOpQrStUv';

describe('links to files', () => {
  it.each(['file', 'design', 'board', 'jam', 'slides', 'deck', 'make', 'site', 'sites', 'buzz', 'proto'])(
    'are read for the %s editor',
    (view) => {
      expect(parseFigmaLink(`https://www.figma.com/${view}/${key}/Checkout?t=x`)).toEqual({
        kind: 'file',
        fileKey: key,
      });
    },
  );

  it.each([
    ['without a name', `https://www.figma.com/file/${key}`, {}],
    ['without www', `https://figma.com/file/${key}/`, {}],
    ['without a scheme', `figma.com/design/${key}/x`, {}],
    ['with spaces around', `  https://www.figma.com/design/${key}/x \n`, {}],
    ['with a node', `https://www.figma.com/design/${key}/x?node-id=1-2&m=dev`, { nodeId: '1:2' }],
    ['with an encoded node', `https://www.figma.com/file/${key}/x?node-id=1%3A2`, { nodeId: '1:2' }],
    ['with an instance child', `https://www.figma.com/file/${key}/x?node-id=I1-2%3B3-4`, { nodeId: 'I1:2;3:4' }],
    ['with a broken node', `https://www.figma.com/file/${key}/x?node-id=abc`, {}],
    ['with a hash', `https://www.figma.com/file/${key}/x#123`, {}],
    ['with a name that looks like a path', `https://www.figma.com/file/${key}/project/5`, {}],
    ['from an embed host', `https://embed.figma.com/design/${key}/x?embed-host=y`, {}],
    [
      'inside an embed',
      `https://www.figma.com/embed?embed_host=x&url=${encodeURIComponent(`https://www.figma.com/file/${key}/x`)}`,
      {},
    ],
  ])('are read %s', (_, link, more) => {
    expect(parseFigmaLink(link)).toEqual({ kind: 'file', fileKey: key, ...more });
  });

  it('name the branch and its main file', () => {
    expect(parseFigmaLink(`https://www.figma.com/design/${key}/branch/BrAnCh/Checkout?node-id=3-4`)).toEqual({
      kind: 'branch',
      fileKey: key,
      branchKey: 'BrAnCh',
      nodeId: '3:4',
    });
  });

  it('come back from every key, editor, name and node', () => {
    const keys = fc.stringMatching(/^[A-Za-z0-9_-]{1,128}$/).filter((text) => text !== 'new');
    const ids = fc.tuple(fc.nat(), fc.nat());
    fc.assert(
      fc.property(
        keys,
        fc.constantFrom('file', 'design', 'board'),
        fc.string({ unit: 'grapheme' }),
        ids,
        (fileKey, view, name, [a, b]) => {
          fc.pre(/^(?!\.{1,2}$).+/.test(name) && isWellFormed(name) && name !== 'branch');
          const link = `https://www.figma.com/${view}/${fileKey}/${encodeURIComponent(name)}?node-id=${a}-${b}`;
          expect(parseFigmaLink(link)).toEqual({ kind: 'file', fileKey, nodeId: `${a}:${b}` });
        },
      ),
    );
  });
});

describe('links to teams and folders', () => {
  const team = '1112223334445556667';
  it.each([
    [`https://www.figma.com/files/team/${team}`, { kind: 'team', teamId: team }],
    [`https://www.figma.com/files/team/${team}/Design-Team?fuid=1`, { kind: 'team', teamId: team }],
    [`https://www.figma.com/files/987/team/${team}/all-projects`, { kind: 'team', teamId: team }],
    [`https://www.figma.com/files/team/${team}/project`, { kind: 'team', teamId: team }],
    ['https://www.figma.com/project/55/Mobile', { kind: 'folder', folderId: '55' }],
    ['https://www.figma.com/files/project/55', { kind: 'folder', folderId: '55' }],
    ['https://www.figma.com/files/987/project/55/Mobile', { kind: 'folder', folderId: '55' }],
    [`https://www.figma.com/files/team/${team}/project/55`, { kind: 'folder', folderId: '55', teamId: team }],
    [`https://www.figma.com/files/987/team/${team}/folder/55`, { kind: 'folder', folderId: '55', teamId: team }],
  ])('are read from %s', (link, expected) => {
    expect(parseFigmaLink(link)).toEqual(expected);
  });
});

describe('other texts', () => {
  it.each([
    '',
    key,
    'https://www.figma.com/',
    'https://www.figma.com/files/recent',
    'https://www.figma.com/community/file/1234567890',
    'https://www.figma.com/@someone',
    'https://www.figma.com/file/new',
    'https://www.figma.com/file/..%2f..%2fme/x',
    `https://www.figma.com.evil.example/file/${key}/x`,
    `https://evil.example/www.figma.com/file/${key}`,
    `https://notfigma.com/file/${key}/x`,
    `https://user:pw@www.figma.com/file/${key}/x`,
    `https://www.figma.com:8443/file/${key}/x`,
    `ftp://www.figma.com/file/${key}/x`,
    `javascript://www.figma.com/file/${key}/x`,
    `figma://file/${key}`,
    'https://www.figma.com/%E0%A4%A/x',
    `https://www.figma.com/file/${'k'.repeat(129)}/x`,
    'https://www.figma.com/files/team/abc',
    'https://www.figma.com/files/recent/team/5',
    `https://www.figma.com/embed?url=${encodeURIComponent('https://evil.example/file/abc')}`,
    `https://www.figma.com/file/${key}/${'x'.repeat(5000)}`,
  ])('are refused: %s', (text) => {
    expect(parseFigmaLink(text)).toBeNull();
  });

  it('never throw, and never give a key that could leave its place in a path', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.webPath().map((path) => `https://figma.com/file${path}`),
        ),
        (text) => {
          const link = parseFigmaLink(text);
          if (link?.kind === 'file') expect(isFileKey(link.fileKey)).toBe(true);
        },
      ),
    );
  });
});

it('counts the host of the configured web address as Figma, with its port', () => {
  const sandbox = 'http://localhost:4100';
  expect(parseFigmaLink(`http://localhost:4100/design/${key}/x`, sandbox)).toEqual({ kind: 'file', fileKey: key });
  expect(parseFigmaLink(`http://localhost:4101/design/${key}/x`, sandbox)).toBeNull();
});

it.each(['', '1', '1:2;', ';1:2', '1:2:3', 'I', '1-2 ', '１-２', 'x'.repeat(600)])(
  'takes no node id from %j',
  (text) => {
    expect(parseNodeId(text)).toBeNull();
  },
);

function isWellFormed(text: string): boolean {
  return Buffer.from(text, 'utf8').toString('utf8') === text;
}

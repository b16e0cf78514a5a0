import { createFigmaSandbox, type FigmaSandbox } from '@figbridge/figma-sandbox';

export const teams = { design: '1112223334445556667', secret: '9998887776665554443' };
export const keys = {
  checkout: 'CheckoutCheckoutChec01',
  icons: 'IconsIconsIconsIcons02',
  nested: 'NestedNestedNestedNe03',
  slides: 'SlidesSlidesSlidesSl04',
  private: 'PrivatePrivatePrivat05',
  branch: 'BranchBranchBranchBr06',
};

const at = '2026-05-04T10:00:00Z';
const pages = [{ page: 'Cover', nodes: [{ frame: 'Cover', at: [0, 0], size: [400, 300], fill: '#336699' }] }] as const;
const file = (key: string, name: string, folder: string) => ({
  key,
  name,
  folder,
  creator: 'ana',
  pages,
  versions: [{ at, by: 'ana' }],
});

/** Two teams, of which Bo sees one; a nested folder; a kind of file that the API does not give; a comment with a reply. */
export function createSmallSandbox(): Promise<FigmaSandbox> {
  return createFigmaSandbox({
    seed: {
      users: [
        { alias: 'ana', id: '1000000000000000001', handle: 'Ana', email: 'ana@example.com', organization: '' },
        { alias: 'bo', id: '1000000000000000002', handle: 'Bo', email: 'bo@example.com', organization: '' },
      ],
      teams: [
        { alias: 'design', id: teams.design, name: 'Design', members: { ana: 'owner', bo: 'viewer' } },
        { alias: 'secret', id: teams.secret, name: 'Secret', members: { ana: 'owner' } },
      ],
      folders: [
        { alias: 'app', id: '501', name: 'App', team: 'design', createdAt: at },
        { alias: 'deep', id: '502', name: 'Deep', in: 'app', createdAt: at },
        { alias: 'vault', id: '503', name: 'Vault', team: 'secret', createdAt: at },
      ],
      files: [
        {
          ...file(keys.checkout, 'Checkout <img onerror=x> \u202e', 'app'),
          versions: [
            { at, by: 'ana', label: 'First' },
            { at: '2026-05-05T10:00:00Z', by: 'ana' },
          ],
          comments: [{ by: 'bo', at, message: 'Nice', replies: [{ by: 'ana', at, message: 'Thanks' }] }],
        },
        file(keys.icons, 'Icons', 'app'),
        file(keys.nested, 'Nested', 'deep'),
        { ...file(keys.slides, 'Slides', 'app'), editorType: 'slides' },
        file(keys.private, 'Private', 'vault'),
        { ...file(keys.branch, 'Branch', 'app'), branchOf: keys.checkout },
      ],
    },
  });
}

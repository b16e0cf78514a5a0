import type { Seed } from '@figbridge/figma-sandbox';

const organization = 'small-studio';
const person = (alias: string, id: string) => ({
  alias,
  id,
  handle: alias[0]!.toUpperCase() + alias.slice(1),
  email: `${alias}@studio.example`,
  organization,
});

export const fileKey = 'SmallFileKey0000000001';
export const teamId = '1100000000000000001';

/** Three people, one team, one file: enough for the OAuth and HTTP tests, and quick to build. */
export const smallTeam: Seed = {
  users: [
    person('ana', '900000000000000001'),
    person('ben', '900000000000000002'),
    person('cleo', '900000000000000003'),
  ],
  teams: [{ alias: 'studio', id: teamId, name: 'Studio', members: { ana: 'owner', ben: 'editor', cleo: 'viewer' } }],
  folders: [
    { alias: 'work', id: '1200000000000000001', name: 'Work', team: 'studio', createdAt: '2026-01-05T09:00:00Z' },
  ],
  files: [
    {
      key: fileKey,
      name: 'Poster',
      folder: 'work',
      creator: 'ana',
      pages: [
        { page: 'Page 1', nodes: [{ frame: 'Poster', at: [0, 0], size: [320, 200], fill: '#ffffff', children: [] }] },
      ],
      versions: [{ at: '2026-02-01T10:00:00Z', by: 'ana', label: 'First' }],
      comments: [{ by: 'ben', at: '2026-02-02T10:00:00Z', message: 'Nice.' }],
    },
  ],
};

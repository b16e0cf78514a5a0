import type { FileListing, FileRow } from '../api/types.js';
import { countFiles, groupFiles, searchFiles } from './files.js';

const row = (key: string, name: string): FileRow => ({
  key,
  name,
  thumbnail_url: null,
  last_modified: null,
  version: null,
});
const app = [row('k1', 'Onboarding'), row('k2', 'Écran de paiement')];
const brand = [row('k3', 'Logo')];
const listing: FileListing = {
  teamId: '1',
  projects: [
    { id: 'p1', name: 'Mobile app', files: app },
    { id: 'p2', name: 'Brand', files: brand },
    { id: 'p3', name: 'Empty', files: [] },
  ],
  files: [...app, ...brand],
  listing: { available: true, reason: null },
};

describe('grouping files', () => {
  it('keeps the order of pins and marks those the listing does not know', () => {
    const { pinned, projects } = groupFiles(listing, ['k3', 'elsewhere', 'k1']);
    expect(pinned).toEqual([
      { key: 'k3', row: brand[0] },
      { key: 'elsewhere', row: null },
      { key: 'k1', row: app[0] },
    ]);
    expect(projects).toEqual(listing.projects);
  });

  it('shows pins while the listing is missing', () => {
    expect(groupFiles(null, ['k1'])).toEqual({ pinned: [{ key: 'k1', row: null }], projects: [] });
  });

  it('counts a file once that is pinned and in its project', () => {
    expect(countFiles(groupFiles(listing, ['k1', 'elsewhere']))).toBe(4);
  });
});

describe('searching files', () => {
  const groups = groupFiles(listing, ['k1', 'elsewhere']);
  const found = (query: string) =>
    searchFiles(groups, query).projects.flatMap((project) => project.files.map((file) => file.key));

  it('returns everything, empty projects too, for an empty query', () => {
    expect(searchFiles(groups, '  ')).toBe(groups);
  });

  it('ignores case and accents', () => {
    expect(found('ECRAN')).toEqual(['k2']);
  });

  it('wants every word, in the name of the file or of its project', () => {
    expect(found('mobile onb')).toEqual(['k1']);
    expect(found('mobile logo')).toEqual([]);
    expect(found('brand')).toEqual(['k3']);
  });

  it('drops projects without a match and pins that do not match', () => {
    const result = searchFiles(groups, 'logo');
    expect(result.projects.map((project) => project.name)).toEqual(['Brand']);
    expect(result.pinned).toEqual([]);
  });

  it('finds a pinned file of unknown name by its key', () => {
    expect(searchFiles(groups, 'elsewh').pinned).toEqual([{ key: 'elsewhere', row: null }]);
  });
});

import type { ListedFileDto, ListingDto } from './listing.dto.js';

const poster: ListedFileDto = {
  key: 'SmallFileKey0000000001',
  name: 'Poster',
  thumbnail_url:
    'https://figbridge.example/assets/thumbnail/d00078e3-d862-5e0f-8740-2c5d93f01972/SmallFileKey0000000001?e=1770595200&s=udigJ7sVpsi6yDjYGpATYQ5trU0Ep2eeZDrfupuS754',
  last_modified: '2026-02-01T10:00:00Z',
  version: null,
};

export const listingExample: ListingDto = {
  teamId: '1100000000000000001',
  projects: [
    { id: '1200000000000000001', name: 'Work', files: [poster], teamId: '1100000000000000001', parentId: null },
  ],
  files: [poster],
  user: { id: '900000000000000001', email: 'ana@studio.example', handle: 'Ana' },
  listing: { available: true, reason: null, problems: [] },
};

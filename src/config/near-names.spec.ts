import fc from 'fast-check';
import { editDistance, nearest } from './edit-distance.js';
import { warnAboutNearNames } from './near-names.js';

it.each([
  ['', '', 0],
  ['', 'abc', 3],
  ['kitten', 'sitting', 3],
  ['FIGMA_CLINET_ID', 'FIGMA_CLIENT_ID', 2],
])('measures %j to %j as %i', (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
});

it('is a metric', () => {
  const word = fc.string({ maxLength: 8 });
  fc.assert(
    fc.property(word, word, word, (a, b, c) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, b) === 0).toBe(a === b);
      expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
    }),
  );
});

it('finds nothing beyond the limit', () => {
  expect(nearest('abcd', ['ab'], 1)).toBeNull();
  expect(nearest('abcd', ['ab', 'abc'], 2)).toBe('abc');
});

it.each([
  ['FIGMA_CLIENTID', 'FIGMA_CLIENT_ID'],
  ['FIGMA_CLIENT_SECRETS', 'FIGMA_CLIENT_SECRET'],
  ['FIGMA_CLINET_SECRET', 'FIGMA_CLIENT_SECRET'],
  ['FIGMA_WEBHOOK_SECRET_FIL', 'FIGMA_WEBHOOK_SECRET_FILE'],
  ['GITHUB_SCOPE', 'GITHUB_SCOPES'],
  ['SLACK_REDIRECT_URL', 'SLACK_REDIRECT_URI'],
])('suggests for %s the setting %s', (name, meant) => {
  expect(warnAboutNearNames({ [name]: 'x' })).toEqual([
    `${name}: is not a setting and is ignored; did you mean ${meant}?`,
  ]);
});

it('says that an open setting has no _FILE form', () => {
  expect(warnAboutNearNames({ FIGMA_CLIENT_ID_FILE: '/x' })).toEqual([
    'FIGMA_CLIENT_ID_FILE: has no _FILE form and is ignored',
  ]);
});

it('is silent about known, distant, blank and foreign names', () => {
  const buildServer = [
    'ACTION',
    'ACTIONS',
    'ACTOR',
    'API_URL',
    'BASE_REF',
    'ENV',
    'EVENT_NAME',
    'EVENT_PATH',
    'GRAPHQL_URL',
    'HEAD_REF',
    'JOB',
  ];
  const more = [
    'OUTPUT',
    'PATH',
    'REF',
    'REPOSITORY',
    'RUN_ID',
    'SERVER_URL',
    'SHA',
    'STATE',
    'TOKEN',
    'WORKFLOW',
    'WORKSPACE',
  ];
  const names = [
    ...[...buildServer, ...more].map((name) => `GITHUB_${name}`),
    'FIGMA_SCOPES',
    'SLACK_CLIENT_SECRET_FILE',
    'JWT_SECRT',
  ];
  expect(warnAboutNearNames({ ...Object.fromEntries(names.map((name) => [name, 'x'])), FIGMA_CLIENTID: '  ' })).toEqual(
    [],
  );
});

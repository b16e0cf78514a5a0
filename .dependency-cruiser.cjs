/**
 * Which folder of src/ may import which other one, besides config and platform, which all may use. Imports go one way;
 * docs/architecture.md says why. An arrow that is missing here is a decision: lower the shared piece, or compose higher up.
 */
const arrows = {
  config: [],
  platform: [],
  users: [],
  settings: [],
  providers: [],
  events: [],
  assets: [],
  auth: ['users'],
  tokens: ['providers', 'events'],
  oauth: ['tokens', 'settings', 'providers', 'events'],
  figma: ['tokens', 'settings', 'events', 'assets', 'providers'],
  webhooks: ['figma', 'events'],
  integrations: ['oauth', 'tokens', 'figma', 'webhooks', 'settings', 'assets', 'users', 'events', 'providers'],
  admin: ['integrations', 'webhooks', 'tokens', 'figma'],
  maintenance: [],
  health: [],
  page: [],
};

const shared = { config: [], platform: ['config'] };
/** Routes know who is calling; nothing below them does. */
const routeFile = '\\.(controller|guard|pipe|decorator)\\.ts$';
const entryFile = '^src/((main|service|cli|app\\.module|app\\.setup|docs\\.setup)\\.ts$|cli/)';
const spec = '\\.spec\\.tsx?$';

function arrowRules(folder) {
  const allowed = [folder, ...(shared[folder] ?? ['config', 'platform']), ...arrows[folder]];
  const within = (folders) => `^src/(${folders.join('|')})/`;
  const comment = `${folder} may import ${allowed.slice(1).join(', ') || 'nothing else of src'}`;
  return [
    {
      name: `arrows-${folder}`,
      comment,
      severity: 'error',
      from: { path: `^src/${folder}/`, pathNot: [routeFile, spec] },
      to: { path: '^src/', pathNot: within(allowed) },
    },
    {
      name: `arrows-${folder}-routes`,
      comment: `${comment}; its routes may import auth`,
      severity: 'error',
      from: { path: `^src/${folder}/.*${routeFile}` },
      to: { path: '^src/', pathNot: within([...allowed, 'auth']) },
    },
  ];
}

module.exports = {
  forbidden: [
    ...Object.keys(arrows).flatMap(arrowRules),
    {
      name: 'known-folders',
      comment: 'A new folder of src/ needs its arrows in this file',
      severity: 'error',
      from: { path: '^src/', pathNot: [entryFile, `^src/(${Object.keys(arrows).join('|')})/`, '^src/metadata\\.ts$'] },
      to: {},
    },
    {
      name: 'own-tables-only',
      comment: 'A feature exports its service; its entities and stores are its own',
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: spec },
      to: { path: '\\.(entity|store)\\.ts$', pathNot: '^src/$1/' },
    },
    {
      name: 'entries-are-entries',
      comment: 'Entry files import features, never the other way round',
      severity: 'error',
      from: { path: '^src/', pathNot: [entryFile, spec] },
      to: { path: entryFile },
    },
    {
      name: 'service-stands-alone',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(sandbox|web|demo|bench)/' },
    },
    {
      name: 'sandbox-stands-alone',
      comment: 'A stand-in that knew the service would agree with its mistakes',
      severity: 'error',
      from: { path: '^sandbox/' },
      to: { path: '^(src|web|demo|bench|test)/' },
    },
    {
      name: 'page-stands-alone',
      comment: 'The page uses the public API only',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^(src|sandbox|demo|bench|test)/' },
    },
    {
      name: 'no-tests-in-production',
      severity: 'error',
      from: { path: '^(src|sandbox/src|web/src)/', pathNot: [spec, '^sandbox/src/testing/'] },
      to: { path: [spec, '^test/', '^sandbox/src/testing/'] },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          spec,
          '\\.d\\.ts$',
          '^src/(main|cli|metadata)\\.ts$',
          '^sandbox/src/(index|cli)\\.ts$',
          '^web/src/(main|embed)\\.tsx$',
        ],
      },
      to: {},
    },
    {
      name: 'no-development-packages-in-production',
      severity: 'error',
      from: { path: '^src/', pathNot: spec },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-unlisted-packages',
      comment: 'What is imported is named in package.json; a package that is only there by chance may vanish',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^\\./metadata\\.js$' },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^sandbox/dist/'] },
    exclude: { path: '^(dist|web/dist)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.css', '.svg'],
    },
  },
};

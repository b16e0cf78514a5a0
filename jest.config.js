/** NestJS 12 is ESM and Jest on Node 20 cannot require ESM, so everything is transformed to CommonJS, node_modules too. */
const swc = [
  '@swc/jest',
  {
    swcrc: false,
    jsc: {
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      target: 'es2022',
      keepClassNames: true,
    },
    module: { type: 'commonjs', importInterop: 'node' },
  },
];

const base = {
  testEnvironment: 'node',
  moduleFileExtensions: ['ts', 'js', 'json', 'mjs', 'cjs'],
  transform: { '^.+\\.(ts|[cm]?js)$': swc },
  moduleNameMapper: {
    '^@figbridge/figma-sandbox$': '<rootDir>/sandbox/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  // playwright-core is CommonJS and large; it needs no transform.
  transformIgnorePatterns: ['/node_modules/playwright-core/'],
};

const onServers = {
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
};

export default {
  maxWorkers: 2,
  testTimeout: 60_000,
  projects: [
    { ...base, displayName: 'unit', testMatch: ['<rootDir>/src/**/*.spec.ts'] },
    { ...base, displayName: 'static', testMatch: ['<rootDir>/test/static/**/*.spec.ts'] },
    { ...base, displayName: 'web', testMatch: ['<rootDir>/web/**/*.spec.ts'] },
    { ...base, displayName: 'sandbox', testMatch: ['<rootDir>/sandbox/**/*.spec.ts'] },
    { ...base, ...onServers, displayName: 'integration', testMatch: ['<rootDir>/test/integration/**/*.spec.ts'] },
    { ...base, ...onServers, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.spec.ts'] },
    { ...base, ...onServers, displayName: 'openapi', testMatch: ['<rootDir>/test/openapi/**/*.spec.ts'] },
    { ...base, ...onServers, displayName: 'browser', testMatch: ['<rootDir>/test/browser/**/*.spec.ts'] },
  ],
};

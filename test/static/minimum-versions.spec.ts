import { readJson } from './repository.js';

/**
 * The first version of each major line without the published weaknesses that concern us (security.md 1.2 and 6 name them).
 * There is no advisory service to ask in CI, so the gate is a table; a package that is not installed passes.
 */
const minimum: Readonly<Record<string, readonly string[]>> = {
  '@nestjs/platform-fastify': ['11.1.24', '12.0.0'],
  fastify: ['5.7.2'],
  undici: ['6.23.0', '7.18.0'],
  'path-to-regexp': ['0.1.13', '8.4.0'],
  axios: ['1.16.0'],
  'fast-jwt': ['6.1.1'],
  'passport-oauth2': ['1.6.1'],
  'swagger-ui-dist': ['4.1.3', '5.0.0'],
  jsonwebtoken: ['9.0.0'],
};

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>;
}

const { packages } = readJson('package-lock.json') as Lockfile;

function installed(name: string): string[] {
  const places = Object.entries(packages).filter(([path]) => path.endsWith(`node_modules/${name}`));
  return [...new Set(places.flatMap(([, { version }]) => version ?? []))];
}

function parts(version: string): number[] {
  return version.split(/[.-]/).slice(0, 3).map(Number);
}

/** Judged against the floor of its own major line; a newer line than any in the table is fine, an older one is not. */
function isRecentEnough(version: string, floors: readonly string[]): boolean {
  const [major = 0] = parts(version);
  const floor = floors.find((candidate) => parts(candidate)[0] === major);
  if (floor === undefined) return floors.every((candidate) => major > (parts(candidate)[0] ?? 0));
  const [a, b] = [parts(version), parts(floor)];
  const first = a.findIndex((part, index) => part !== b[index]);
  return first < 0 || (a[first] ?? 0) > (b[first] ?? 0);
}

describe('packages with a published weakness', () => {
  it.each(Object.entries(minimum))('%s is not older than the version that mended it', (name, floors) => {
    expect(installed(name).filter((version) => !isRecentEnough(version, floors))).toEqual([]);
  });

  it.each([
    ['5.7.1', ['5.7.2'], false],
    ['5.10.0', ['5.7.2'], true],
    ['6.22.9', ['6.23.0', '7.18.0'], false],
    ['8.0.0', ['6.23.0', '7.18.0'], true],
    ['4.9.9', ['5.7.2'], false],
  ])('judges %s against %j', (version, floors, verdict) => {
    expect(isRecentEnough(version, floors)).toBe(verdict);
  });
});

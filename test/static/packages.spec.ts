import { readdirSync } from 'node:fs';
import { type Package, pathOf, read, readJson, readPackage } from './repository.js';

interface Locked extends Package {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
}

const manifests = ['package.json', 'web/package.json', 'sandbox/package.json'];
const lock = readJson('package-lock.json') as { packages: Record<string, Locked> };
const locked = Object.entries(lock.packages).filter(([path]) => path.startsWith('node_modules/'));
const registry = locked.filter(([, { link }]) => !link);

function direct(manifest: string): [name: string, version: string][] {
  const { dependencies, devDependencies, optionalDependencies } = readPackage(manifest);
  return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
}

describe.each(manifests)('%s', (manifest) => {
  it('names exact versions', () => {
    for (const [name, version] of direct(manifest)) {
      expect(`${name}@${version}`).toMatch(/@\d+\.\d+\.\d+(-[\w.]+)?$/);
    }
  });

  it('is what the lock file was made from', () => {
    const folder = manifest.replace(/\/?package\.json$/, '');
    const entry = lock.packages[folder] ?? {};
    expect(direct(manifest)).toEqual(
      Object.entries({ ...entry.dependencies, ...entry.devDependencies, ...entry.optionalDependencies }),
    );
  });
});

describe('package-lock.json', () => {
  it('names no registry, so that it installs from any', () => {
    expect(registry.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });

  it('has a version for every package, and a checksum for all but bindings of other platforms', () => {
    for (const [path, { version, integrity, optional }] of registry) {
      expect(`${path} ${version ?? ''}`).toMatch(/ \d+\.\d+\.\d+/);
      if (!optional) expect(`${path} ${integrity ?? ''}`).toMatch(/ sha512-/);
    }
  });

  // npm install leaves out what a registry does not have at the moment, and npm ci then refuses the whole file.
  it('names every optional package, of every platform', () => {
    const missing = registry.flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !isLocked(path, name)),
    );
    expect(missing).toEqual([]);
  });

  function isLocked(from: string, name: string): boolean {
    for (let path = from; ; path = path.slice(0, Math.max(0, path.lastIndexOf('/node_modules/')))) {
      if (lock.packages[`${path === '' ? '' : `${path}/`}node_modules/${name}`]) return true;
      if (path === '') return false;
      if (!path.includes('/node_modules/')) path = '';
    }
  }
});

describe('docs/dependencies.md', () => {
  const page = read('docs/dependencies.md').split(/^(?=## )/m);

  it.each([
    ['Service', 'package.json'],
    ['Page', 'web/package.json'],
    ['Sandbox', 'sandbox/package.json'],
  ])('says under %s why each package of %s is there, and names no other', (title, manifest) => {
    const section = page.find((text) => text.startsWith(`## ${title}`)) ?? '';
    const explained = [...section.matchAll(/^- `([^`]+)`: (.{4,})$/gm)].map(([, name]) => name);
    expect(explained.sort()).toEqual(
      direct(manifest)
        .map(([name]) => name)
        .sort(),
    );
  });
});

describe('what the service runs on', () => {
  const permissive =
    /^(MIT|MIT-0|ISC|0BSD|BSD-2-Clause|BSD-3-Clause|Apache-2\.0|BlueOak-1\.0\.0|CC0-1\.0|Unlicense|Python-2\.0|PostgreSQL)$/;
  const production = registry.filter(([, { dev, optional }]) => !dev && !optional);

  it('is under permissive licences', () => {
    expect(production.length).toBeGreaterThan(50);
    const others = production
      .map(([path, { license }]) => ({ path, licence: licenceOf(path, license) }))
      .filter(({ licence }) => !isPermissive(licence));
    expect(others).toEqual([]);
  });

  /** `(A OR B)` leaves the choice to us, `A AND B` binds to both. */
  function isPermissive(licence: string): boolean {
    const words = licence.replaceAll(/[()]/g, '');
    return words.split(' OR ').some((choice) => choice.split(' AND ').every((one) => permissive.test(one.trim())));
  }

  /** As the lock file says; old packages name it in another member of theirs, or only in a file. */
  function licenceOf(path: string, inLock: string | undefined): string {
    if (inLock !== undefined) return inLock;
    const manifest = readJson(`${path}/package.json`) as {
      license?: string | { type: string };
      licenses?: { type: string }[];
    };
    const named = manifest.license ?? manifest.licenses?.[0];
    if (named !== undefined) return typeof named === 'string' ? named : named.type;
    const texts = readdirSync(pathOf(path)).filter((name) => /^(licen[cs]e|readme)/i.test(name));
    return texts.some((name) => read(`${path}/${name}`).includes(mitGrant)) ? 'MIT' : 'none';
  }
});

const mitGrant = 'Permission is hereby granted, free of charge, to any person obtaining';

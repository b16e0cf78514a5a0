import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { AppSeed, Seed } from './seed.types.js';

/** The design team that the sandbox starts with. */
export const DEFAULT_SEED_PATH = fileURLToPath(new URL('../../seed/design-team.yaml', import.meta.url));

/** Reads a seed (YAML or JSON) and puts `apps` over it. */
export async function loadSeed(
  source: Seed | string = DEFAULT_SEED_PATH,
  apps: readonly AppSeed[] = [],
): Promise<Seed> {
  const seed = typeof source === 'string' ? parseSeed(await readFile(source, 'utf8'), source) : source;
  return { ...seed, apps: mergeApps(seed.apps ?? [], apps) };
}

function parseSeed(text: string, path: string): Seed {
  const parsed: unknown = parse(text);
  const isSeed = typeof parsed === 'object' && parsed !== null && 'users' in parsed && Array.isArray(parsed.users);
  if (!isSeed) throw new Error(`${path} is not a seed: it has no list of users`);
  return parsed as Seed;
}

function mergeApps(seeded: readonly AppSeed[], given: readonly AppSeed[]): AppSeed[] {
  const merged = new Map(seeded.map((app) => [app.clientId, app]));
  for (const app of given) merged.set(app.clientId, { ...merged.get(app.clientId), ...app });
  return [...merged.values()];
}

import { constants } from 'node:fs';
import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  readlink,
  rename,
  rm,
  symlink,
} from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { errorCode } from './errors.js';

/** Only compilers need these, and they are a tenth of the size. */
const LEFT_OUT = /\.a$|^pkgconfig$/;

/**
 * Puts a complete, world-readable copy of the package's programs under `parent` and returns where. Several processes may
 * do so at once: each copies to a directory of its own and one rename wins. A copy that lost files is replaced.
 */
export async function copyBinaries(packageDirectory: string, parent: string): Promise<string> {
  const source = join(packageDirectory, 'native');
  const target = join(parent, await copyName(packageDirectory));
  if (await isComplete(source, target)) return target;
  const work = await mkdtemp(join(parent, '.copying-'));
  try {
    await copyTree(source, join(work, 'new'));
    await makeSymlinks(join(work, 'new'));
    await putInPlace(work, target, () => isComplete(source, target));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return target;
}

async function copyName(packageDirectory: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(packageDirectory, 'package.json'), 'utf8')) as { version: string };
  return `postgres-${version}-${process.platform}-${process.arch}`;
}

/** rename(2) replaces an empty directory only, so what is there stays whole until it is moved aside. */
async function putInPlace(work: string, target: string, isThere: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await rename(join(work, 'new'), target);
      return;
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) throw error;
      if (await isThere()) return;
      if (attempt === 3) throw error;
      await rename(target, join(work, `broken-${attempt}`)).catch(() => undefined);
    }
  }
}

/** Modes are set, not inherited: a checkout made under umask 077 would give a copy nobody else can read. */
async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (LEFT_OUT.test(entry.name)) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyTree(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else await copyReadable(source, target);
  }
  await chmod(to, 0o755);
}

async function copyReadable(source: string, target: string): Promise<void> {
  await copyFile(source, target, constants.COPYFILE_FICLONE);
  const { mode } = await lstat(source);
  await chmod(target, (mode & 0o100) === 0 ? 0o644 : 0o755);
}

/** By size: catches what a crash cut short and what a cleaner of temporary files took. */
async function isComplete(from: string, to: string): Promise<boolean> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (LEFT_OUT.test(entry.name)) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    const same = entry.isDirectory() ? await isComplete(source, target) : await sameSize(source, target);
    if (!same) return false;
  }
  return true;
}

async function sameSize(source: string, target: string): Promise<boolean> {
  const [left, right] = await Promise.all([lstat(source), lstat(target).catch(() => null)]);
  return left.size === right?.size;
}

/** What the package's install script does. Where it is not permitted, running a program tells whether it was needed. */
export async function makeSymlinks(native: string): Promise<void> {
  for (const { source, target } of await readLinks(native)) {
    await symlink(relative(dirname(target), source), join(native, relative('native', target))).catch(() => undefined);
  }
}

/** The file is absent on platforms whose libraries need no links. Its paths begin with `native/`. */
async function readLinks(native: string): Promise<{ source: string; target: string }[]> {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  return JSON.parse(text) as { source: string; target: string }[];
}

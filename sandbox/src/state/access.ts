import { currentVersion } from './entities.js';
import type { DesignFile, Folder, Role, User } from './entities.js';
import type { SandboxState } from './state.js';

const RANK: Readonly<Record<Role, number>> = { viewer: 1, editor: 2, owner: 3 };

export function canSeeTeam(state: SandboxState, user: User, teamId: string): boolean {
  return state.teams.get(teamId)?.members.has(user.id) ?? false;
}

/** A nested folder is only as visible as every folder above it. */
export function canSeeFolder(state: SandboxState, user: User, folder: Folder): boolean {
  if (!canSeeTeam(state, user, folder.teamId)) return false;
  if (folder.invited && !folder.invited.has(user.id)) return false;
  const parent = folder.parentFolderId === null ? undefined : state.folders.get(folder.parentFolderId);
  return parent === undefined || canSeeFolder(state, user, parent);
}

/** The best of what ownership, the folder's team, an invitation and the link give; null: not visible at all. */
export function roleIn(state: SandboxState, user: User, file: DesignFile): Role | null {
  const main = file.mainFileKey === null ? undefined : state.files.get(file.mainFileKey);
  const roles = [
    file.creatorId === user.id ? ('owner' as const) : null,
    roleByFolder(state, user, file),
    file.invited.get(user.id) ?? null,
    roleByLink(state, user, file),
    main ? roleIn(state, user, main) : null,
  ];
  return roles.reduce((best, role) => (role && (!best || RANK[role] > RANK[best]) ? role : best), null);
}

function roleByFolder(state: SandboxState, user: User, file: DesignFile): Role | null {
  const folder = file.folderId === null ? undefined : state.folders.get(file.folderId);
  if (!folder || !canSeeFolder(state, user, folder)) return null;
  const role = state.teams.get(folder.teamId)?.members.get(user.id) ?? null;
  return role === 'owner' ? 'editor' : role;
}

function roleByLink(state: SandboxState, user: User, file: DesignFile): Role | null {
  if (file.linkAccess === 'inherit') return null;
  const [scope, right] = file.linkAccess.startsWith('org_')
    ? ['org', file.linkAccess.slice(4)]
    : ['any', file.linkAccess];
  const organization = state.users.get(file.creatorId)?.organization;
  if (scope === 'org' && user.organization !== organization) return null;
  return right === 'edit' ? 'editor' : 'viewer';
}

/** Main files directly in a folder, in the order of the seed. */
export function filesIn(state: SandboxState, folder: Folder): DesignFile[] {
  return [...state.files.values()].filter((file) => file.folderId === folder.id && file.mainFileKey === null);
}

export function branchesOf(state: SandboxState, file: DesignFile): DesignFile[] {
  return [...state.files.values()].filter((candidate) => candidate.mainFileKey === file.key);
}

export function lastModified(file: DesignFile): string {
  return toIso(currentVersion(file).createdAt);
}

/** Figma writes whole seconds. */
export function toIso(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, 'Z');
}

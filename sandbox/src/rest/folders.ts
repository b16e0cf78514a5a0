import { FigmaError } from '../http/figma-error.js';
import { branchesOf, canSeeFolder, canSeeTeam, filesIn, lastModified, roleIn, toIso } from '../state/access.js';
import type { DesignFile, Folder, Team } from '../state/entities.js';
import type { Operation, RestCall } from './operation.js';

const FOLDERS_READ = {
  method: 'GET',
  scope: 'folders:read',
  takesFilesRead: false,
  badRequest: 'message',
  tier: 2,
  closedToPublicApps: true,
} as const;

export function teamOf({ state, user, params }: RestCall): Team {
  const team = state.teams.get(params.team_id ?? '');
  if (!team) throw new FigmaError(400, 'No such team');
  if (!canSeeTeam(state, user, team.id)) throw new FigmaError(403, "You don't have permission to view this team.");
  return team;
}

/** Folders that the user may not see are not told from folders that do not exist. */
export function folderOf({ state, user }: RestCall, id: string | undefined): Folder {
  const folder = state.folders.get(id ?? '');
  if (!folder || !canSeeFolder(state, user, folder)) throw new FigmaError(404, 'Not found');
  return folder;
}

export function visibleFolders({ state, user }: RestCall, matches: (folder: Folder) => boolean): Folder[] {
  return [...state.folders.values()].filter((folder) => matches(folder) && canSeeFolder(state, user, folder));
}

export function topFolders(call: RestCall, team: Team): Folder[] {
  return visibleFolders(call, (folder) => folder.teamId === team.id && folder.parentFolderId === null);
}

export function visibleFiles(call: RestCall, folder: Folder): DesignFile[] {
  return filesIn(call.state, folder).filter((file) => roleIn(call.state, call.user, file) !== null);
}

export function fileRow({ images }: RestCall, file: DesignFile): Record<string, unknown> {
  const { key, name } = file;
  return { key, name, thumbnail_url: images.thumbnailUrl(file), last_modified: lastModified(file) };
}

export function metaBody(call: RestCall, folder: Folder): Record<string, unknown> {
  const files = visibleFiles(call, folder);
  const [first] = files;
  const updated = files.map(lastModified).sort().at(-1) ?? toIso(folder.createdAt);
  return {
    id: folder.id,
    name: folder.name,
    thumbnail_url: first ? call.images.thumbnailUrl(first) : null,
    file_count: files.length,
    updated_at: updated,
    created_at: toIso(folder.createdAt),
  };
}

const folderBody = ({ id, name, parentFolderId }: Folder): Record<string, unknown> => ({
  id,
  name,
  parent_folder_id: parentFolderId,
});

export const FOLDER_OPERATIONS: readonly Operation[] = [
  {
    ...FOLDERS_READ,
    operationId: 'getTeamFolders',
    path: '/v2/teams/:team_id/folders',
    answer: (call) => {
      const team = teamOf(call);
      return { name: team.name, folders: topFolders(call, team).map(folderBody) };
    },
  },
  {
    ...FOLDERS_READ,
    operationId: 'getFolderFolders',
    path: '/v2/folders/:folder_id/folders',
    answer: (call) => {
      const parent = folderOf(call, call.params.folder_id);
      const children = visibleFolders(call, (folder) => folder.parentFolderId === parent.id);
      return { name: parent.name, folders: children.map(folderBody) };
    },
  },
  {
    ...FOLDERS_READ,
    operationId: 'getFolderFiles',
    path: '/v2/folders/:folder_id/files',
    answer: (call) => {
      const folder = folderOf(call, call.params.folder_id);
      const withBranches = call.query.branch_data === 'true';
      const row = (file: DesignFile): Record<string, unknown> =>
        withBranches
          ? { ...fileRow(call, file), branches: branchesOf(call.state, file).map((branch) => fileRow(call, branch)) }
          : fileRow(call, file);
      return { name: folder.name, files: visibleFiles(call, folder).map(row) };
    },
  },
  {
    ...FOLDERS_READ,
    operationId: 'getFolderMeta',
    path: '/v2/folders/:folder_id/meta',
    scope: 'folder_metadata:read',
    tier: 3,
    answer: (call) => metaBody(call, folderOf(call, call.params.folder_id)),
  },
];

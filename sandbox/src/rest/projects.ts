import { fileRow, folderOf, metaBody, teamOf, topFolders, visibleFiles } from './folders.js';
import type { Operation } from './operation.js';

const PROJECTS_READ = {
  method: 'GET',
  scope: 'projects:read',
  takesFilesRead: true,
  badRequest: 'message',
  tier: 2,
  closedToPublicApps: true,
} as const;

/** The deprecated names of folders. They know no nesting: a team's projects are its top folders. */
export const PROJECT_OPERATIONS: readonly Operation[] = [
  {
    ...PROJECTS_READ,
    operationId: 'getTeamProjects',
    path: '/v1/teams/:team_id/projects',
    answer: (call) => {
      const team = teamOf(call);
      return { name: team.name, projects: topFolders(call, team).map(({ id, name }) => ({ id, name })) };
    },
  },
  {
    ...PROJECTS_READ,
    operationId: 'getProjectFiles',
    path: '/v1/projects/:project_id/files',
    answer: (call) => {
      const folder = folderOf(call, call.params.project_id);
      return { name: folder.name, files: visibleFiles(call, folder).map((file) => fileRow(call, file)) };
    },
  },
  {
    ...PROJECTS_READ,
    operationId: 'getProjectMeta',
    path: '/v1/projects/:project_id/meta',
    scope: 'project_metadata:read',
    takesFilesRead: false,
    tier: 3,
    answer: (call) => metaBody(call, folderOf(call, call.params.project_id)),
  },
];

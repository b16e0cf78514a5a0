import { FigmaError } from '../http/figma-error.js';
import { branchesOf, lastModified, roleIn, toIso } from '../state/access.js';
import { currentVersion } from '../state/entities.js';
import type { DesignFile, EditorType, FileVersion, Role } from '../state/entities.js';
import { viewOf } from './file-view.js';
import type { ViewOptions } from './file-view.js';
import { fileRow } from './folders.js';
import type { Operation, RestCall } from './operation.js';
import { userBody } from './users.js';

/** First part of the path of a file's page, by editor. */
const EDITOR_PATHS: Readonly<Record<EditorType, string>> = { figma: 'design', figjam: 'board', slides: 'slides' };

export interface VisibleFile {
  readonly file: DesignFile;
  readonly role: Role;
}

/** A file or a branch by its key. Invisible files are not told from files that do not exist. */
export function fileOf({ state, user, params }: RestCall): VisibleFile {
  const file = state.files.get(params.file_key ?? '');
  const role = file && roleIn(state, user, file);
  if (!file || !role) throw new FigmaError(404, 'Not found');
  return { file, role };
}

function versionOf(file: DesignFile, id: string | undefined): FileVersion {
  if (id === undefined || id === '') return currentVersion(file);
  const version = file.versions.find((candidate) => candidate.id === id);
  if (!version) throw new FigmaError(404, 'Not found');
  return version;
}

function viewOptions({ query }: RestCall): ViewOptions {
  const ids = listOf(query.ids);
  if (query.geometry !== undefined && query.geometry !== 'paths') throw new FigmaError(400, 'Invalid geometry');
  return {
    ids: ids.size > 0 ? ids : null,
    depth: depthOf(query.depth, ids.size > 0),
    geometry: query.geometry === 'paths',
    plugins: listOf(query.plugin_data),
  };
}

/** A whole number from 1; 0 only together with `ids`. */
function depthOf(text: string | undefined, withIds: boolean): number | null {
  if (text === undefined || text === '') return null;
  const depth = Number(text);
  if (!Number.isInteger(depth) || depth < (withIds ? 0 : 1)) throw new FigmaError(400, 'Invalid depth');
  return depth;
}

function listOf(text = ''): ReadonlySet<string> {
  return new Set(text.split(',').filter((item) => item !== ''));
}

function getFile(call: RestCall): unknown {
  const { file, role } = fileOf(call);
  if (file.editorType === 'slides') throw new FigmaError(400, 'File type not supported by this endpoint');
  const version = versionOf(file, call.query.version);
  const { document, components, componentSets, styles } = viewOf(version.content, viewOptions(call));
  return {
    document,
    components,
    componentSets,
    schemaVersion: 0,
    styles,
    name: file.name,
    lastModified: toIso(version.createdAt),
    thumbnailUrl: call.images.thumbnailUrl(file, version),
    version: version.id,
    role,
    editorType: file.editorType,
    linkAccess: file.linkAccess,
    ...(call.query.branch_data === 'true' ? branchData(call, file) : {}),
  };
}

function branchData(call: RestCall, file: DesignFile): Record<string, unknown> {
  if (file.mainFileKey !== null) return { mainFileKey: file.mainFileKey };
  return { branches: branchesOf(call.state, file).map((branch) => fileRow(call, branch)) };
}

function getFileMeta(call: RestCall): unknown {
  const { file, role } = fileOf(call);
  const version = currentVersion(file);
  const folder = call.state.folders.get(file.folderId ?? '');
  return {
    file: {
      name: file.name,
      ...(folder ? { folder_name: folder.name } : {}),
      last_touched_at: lastModified(file),
      creator: userBody(call, file.creatorId),
      last_touched_by: userBody(call, version.userId),
      thumbnail_url: call.images.thumbnailUrl(file),
      editorType: file.editorType,
      role,
      link_access: file.linkAccess,
      url: urlOf(call, file),
      version: version.id,
    },
  };
}

function urlOf({ origins }: RestCall, file: DesignFile): string {
  const slug = encodeURIComponent(file.name.replace(/\s+/g, '-'));
  const key = file.mainFileKey === null ? file.key : `${file.mainFileKey}/branch/${file.key}`;
  return `${origins.web}/${EDITOR_PATHS[file.editorType]}/${key}/${slug}`;
}

export const FILE_OPERATIONS: readonly Operation[] = [
  {
    operationId: 'getFile',
    method: 'GET',
    path: '/v1/files/:file_key',
    scope: 'file_content:read',
    takesFilesRead: true,
    tier: 1,
    answer: getFile,
  },
  {
    operationId: 'getFileMeta',
    method: 'GET',
    path: '/v1/files/:file_key/meta',
    scope: 'file_metadata:read',
    takesFilesRead: true,
    tier: 3,
    answer: getFileMeta,
  },
];

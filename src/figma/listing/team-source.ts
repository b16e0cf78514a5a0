import type { FigmaCaller, FigmaClient } from '../client/figma.client.js';
import { InsufficientScopeError } from '../client/figma.errors.js';
import type { FigmaFolder, FigmaFolderFile } from '../client/wire.js';

/** Runs one call to Figma with a live access token. */
export type CallFigma = <T>(call: (caller: FigmaCaller) => Promise<T>) => Promise<T>;

/** How a team is walked: folders nest; the projects of old do not. */
export interface TeamSource {
  subfolders(folderId: string): Promise<FigmaFolder[]>;
  files(folderId: string): Promise<FigmaFolderFile[]>;
}

export interface OpenedTeam {
  readonly source: TeamSource;
  readonly folders: FigmaFolder[];
}

/**
 * Opens a team by the folders API. The deprecated projects API (figma-platform 3.3) is used when the app was given its
 * scope and the folders API is refused for want of one.
 */
export async function openTeam(
  client: FigmaClient,
  call: CallFigma,
  teamId: string,
  hasProjectsScope: boolean,
): Promise<OpenedTeam> {
  try {
    const folders = await call((caller) => client.teamFolders(caller, teamId));
    return { source: foldersSource(client, call), folders };
  } catch (error) {
    if (!hasProjectsScope || !(error instanceof InsufficientScopeError)) throw error;
  }
  const folders = await call((caller) => client.teamProjects(caller, teamId));
  return { source: projectsSource(client, call), folders };
}

function foldersSource(client: FigmaClient, call: CallFigma): TeamSource {
  return {
    subfolders: (folderId) => call((caller) => client.subfolders(caller, folderId)),
    files: (folderId) => call((caller) => client.folderFiles(caller, folderId)),
  };
}

function projectsSource(client: FigmaClient, call: CallFigma): TeamSource {
  return {
    subfolders: () => Promise.resolve([]),
    files: (folderId) => call((caller) => client.projectFiles(caller, folderId)),
  };
}

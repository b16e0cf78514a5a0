import type { AppError } from '../../platform/errors/app-error.js';
import { isPassingTrouble, isReportable } from '../client/figma.errors.js';
import type { FigmaFolder, FigmaFolderFile } from '../client/wire.js';
import { mapLimited } from './map-limited.js';
import type { ListingProblem, RawFile, RawProject } from './raw-listing.js';
import type { OpenedTeam, TeamSource } from './team-source.js';

/** Folders may nest without end and every one costs two Tier 2 calls. */
const deepestLevel = 8;
const mostFolders = 300;
export const callsAtOnce = 4;

/** Reason of a problem that is not Figma's: there is more than we list. */
export const tooManyFolders = 'too_many_folders';

export interface WalkedTeam {
  readonly projects: readonly RawProject[];
  readonly problems: readonly ListingProblem[];
  /** The passing trouble that ended the walk early, or null. */
  readonly trouble: AppError | null;
}

interface Visit {
  readonly folder: FigmaFolder;
  readonly parentId: string | null;
}

/**
 * All folders of a team, nested ones included, level by level and parents before children. A folder that cannot be read
 * is reported and the rest goes on; trouble that would meet every further call (limits, timeouts) ends the walk with what
 * there is. Everything else (missing scope, reconnect) is thrown.
 */
export async function walkTeam(teamId: string, { source, folders }: OpenedTeam): Promise<WalkedTeam> {
  const walk = new TeamWalk(teamId, source);
  await walk.run(folders);
  return walk;
}

class TeamWalk implements WalkedTeam {
  readonly projects: RawProject[] = [];
  readonly problems: ListingProblem[] = [];
  private readonly seen = new Set<string>();
  trouble: AppError | null = null;

  constructor(
    private readonly teamId: string,
    private readonly source: TeamSource,
  ) {}

  async run(roots: readonly FigmaFolder[]): Promise<void> {
    let level = this.unseen(roots.map((folder) => ({ folder, parentId: null })));
    for (let depth = 1; level.length > 0 && this.trouble === null; depth += 1) {
      const visited = await mapLimited(level, callsAtOnce, (visit) => this.visit(visit));
      const children = this.unseen(visited.flat());
      if (children.length > 0 && depth === deepestLevel) this.report(null, tooManyFolders);
      level = depth === deepestLevel ? [] : children;
    }
  }

  /** Answers the folder's children. */
  private async visit({ folder, parentId }: Visit): Promise<Visit[]> {
    const project = { id: folder.id, name: folder.name, teamId: this.teamId, parentId, files: [] as RawFile[] };
    this.projects.push(project);
    const files = await this.attempt(folder.id, () => this.source.files(folder.id));
    project.files = files.map(toRawFile);
    const children = await this.attempt(folder.id, () => this.source.subfolders(folder.id));
    return children.map((child) => ({ folder: child, parentId: folder.id }));
  }

  private async attempt<T>(folderId: string, call: () => Promise<T[]>): Promise<T[]> {
    if (this.trouble !== null) return [];
    try {
      return await call();
    } catch (error) {
      if (!isReportable(error)) throw error;
      if (isPassingTrouble(error)) this.trouble ??= error;
      this.report(folderId, error.code);
      return [];
    }
  }

  private unseen(visits: readonly Visit[]): Visit[] {
    const fresh = visits.filter(({ folder }) => !this.seen.has(folder.id) && this.seen.add(folder.id));
    const room = mostFolders - this.projects.length;
    if (fresh.length > room) this.report(null, tooManyFolders);
    return fresh.slice(0, Math.max(room, 0));
  }

  private report(folderId: string | null, code: string): void {
    const isKnown = this.problems.some((problem) => problem.folderId === folderId && problem.code === code);
    if (!isKnown) this.problems.push({ teamId: this.teamId, folderId, fileKey: null, code });
  }
}

function toRawFile(file: FigmaFolderFile): RawFile {
  return {
    key: file.key,
    name: file.name,
    lastModified: file.last_modified,
    version: null,
    thumbnailUrl: file.thumbnail_url,
  };
}

import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import type { AppError } from '../../platform/errors/app-error.js';
import { FigmaClient } from '../client/figma.client.js';
import { isPassingTrouble, isReportable } from '../client/figma.errors.js';
import { FigmaAccess, type FigmaAccount } from '../figma-access.service.js';
import { isFileKey } from '../links.js';
import type { ListingScope } from './listing-scopes.service.js';
import { readPinnedFiles } from './pinned-files.js';
import type { RawFile, RawListing } from './raw-listing.js';
import { openTeam, type CallFigma } from './team-source.js';
import { walkTeam, type WalkedTeam } from './team-walk.js';

/** Of a whole listing, however many calls it takes. */
const deadlineMs = 60_000;

export interface ReadListing {
  readonly raw: RawListing;
  /** Passing trouble because of which parts are missing, or null. */
  readonly trouble: AppError | null;
}

/** Reads a listing from Figma: teams by their folders, pinned files one by one. */
@Injectable()
export class ListingReader {
  constructor(
    private readonly client: FigmaClient,
    private readonly access: FigmaAccess,
    private readonly config: Config,
  ) {}

  /**
   * Parts that fail are reported in `problems`. Throws what fails as a whole (a missing scope, a dead connection), what
   * became of an explicit team, and passing trouble that left nothing to show.
   */
  async read(account: FigmaAccount, scope: ListingScope): Promise<ReadListing> {
    const call = this.callerFor(account, AbortSignal.timeout(deadlineMs));
    const teams: WalkedTeam[] = [];
    for (const teamId of scope.teamIds) teams.push(await this.team(call, teamId, scope.isExplicit));
    const projects = teams.flatMap((team) => team.projects).filter(isFirst());
    const listed = new Set(projects.flatMap((project) => project.files.map((file) => file.key)));
    const keys = scope.files.filter((key) => !listed.has(key));
    const pinned = await readPinnedFiles(this.client, call, keys);
    const parts = [...teams, pinned];
    const trouble = parts.map((part) => part.trouble).find((error) => error !== null) ?? null;
    if (trouble !== null && projects.length === 0 && pinned.files.length === 0) throw trouble;
    const raw = { projects, pinned: [...pinned.files], problems: parts.flatMap((part) => part.problems) };
    return { raw, trouble };
  }

  private callerFor(account: FigmaAccount, signal: AbortSignal): CallFigma {
    return (call) => this.access.call(account, (accessToken) => call({ accessToken, signal }));
  }

  private async team(call: CallFigma, teamId: string, isExplicit: boolean): Promise<WalkedTeam> {
    try {
      const hasProjectsScope = this.config.figma.scopes.includes('projects:read');
      const walked = await walkTeam(teamId, await openTeam(this.client, call, teamId, hasProjectsScope));
      const { problems, trouble } = walked;
      return { projects: walked.projects.map(withUsableFiles), problems, trouble };
    } catch (error) {
      if (isExplicit || !isReportable(error)) throw error;
      const problems = [{ teamId, folderId: null, fileKey: null, code: error.code }];
      return { projects: [], problems, trouble: isPassingTrouble(error) ? error : null };
    }
  }
}

/** Two teams of one listing may share folders. */
function isFirst(): (item: { readonly id: string }) => boolean {
  const seen = new Set<string>();
  return ({ id }) => {
    const isNew = !seen.has(id);
    seen.add(id);
    return isNew;
  };
}

/** A key that we would refuse in a request is not offered to be opened. */
function withUsableFiles<T extends { readonly files: readonly RawFile[] }>(project: T): T {
  return { ...project, files: project.files.filter((file) => isFileKey(file.key)) };
}

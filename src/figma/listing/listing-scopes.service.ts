import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { FigmaSettingsService } from '../settings/figma-settings.service.js';
import type { ListingStateDto } from './listing.dto.js';

/** What is to be listed for one request. */
export interface ListingScope {
  /** The team the answer names, also when it cannot be listed. */
  readonly teamId: string | null;
  /** Why no team is listed, or null. */
  readonly reason: ListingStateDto['reason'];
  /** Teams to ask Figma for. */
  readonly teamIds: readonly string[];
  /** Keys of pinned files. */
  readonly files: readonly string[];
  /** The caller named the one team: the listing fails when the team does. */
  readonly isExplicit: boolean;
}

@Injectable()
export class ListingScopes {
  constructor(
    private readonly config: Config,
    private readonly settings: FigmaSettingsService,
  ) {}

  /** The named team, or else the configured teams and after them the user's own; and always the user's pinned files. */
  async of(userId: string, teamId: string | undefined): Promise<ListingScope> {
    const own = await this.settings.get(userId);
    const wanted = teamId === undefined ? [...new Set([...this.config.figma.teamIds, ...own.teamIds])] : [teamId];
    const reason = this.reasonFor(wanted);
    return {
      teamId: wanted[0] ?? null,
      reason,
      teamIds: reason === null ? wanted : [],
      files: own.files,
      isExplicit: teamId !== undefined,
    };
  }

  /** Figma closes team listings to public apps (figma-platform 3.3), so that asking would only cost a call. */
  private reasonFor(teamIds: readonly string[]): ListingStateDto['reason'] {
    if (this.config.figma.appKind === 'public') return 'public_app';
    return teamIds.length === 0 ? 'no_team' : null;
  }
}

import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Config } from '../../config/config.js';
import { InvalidRequestError } from '../../platform/errors/common.errors.js';
import { SettingsService } from '../../settings/settings.service.js';
import { isFileKey, isNumericId, parseFigmaLink, type FigmaLink } from '../links.js';

/** The teams and files that a user has pinned, without repetition, in the order given. */
export interface FigmaSettings {
  readonly teamIds: readonly string[];
  /** File keys; of a branch, the branch's own key, because the API answers for the key it is asked. */
  readonly files: readonly string[];
}

const stored = z.object({
  teamIds: z.array(z.string().refine(isNumericId)).catch([]),
  files: z.array(z.string().refine(isFileKey)).catch([]),
});

@Injectable()
export class FigmaSettingsService {
  constructor(
    private readonly settings: SettingsService,
    private readonly config: Config,
  ) {}

  async get(userId: string): Promise<FigmaSettings> {
    return stored.parse(await this.settings.get(userId, 'figma'));
  }

  /** @throws InvalidRequestError (400) that names the first entry that is neither an id, a key nor a fitting link */
  async replace(userId: string, given: FigmaSettings): Promise<FigmaSettings> {
    const settings = {
      teamIds: normalise('teamIds', given.teamIds, (entry) => this.teamIdOf(entry)),
      files: normalise('files', given.files, (entry) => this.fileKeyOf(entry)),
    };
    await this.settings.replace(userId, 'figma', settings);
    return settings;
  }

  /** @throws InvalidRequestError (400) */
  resolve(url: string): FigmaLink {
    const link = parseFigmaLink(url, this.config.figma.webUrl);
    if (!link) throw new InvalidRequestError('url is not a link to a Figma team, folder or file');
    return link;
  }

  private teamIdOf(entry: string): string | null {
    if (isNumericId(entry)) return entry;
    const link = parseFigmaLink(entry, this.config.figma.webUrl);
    return link?.kind === 'team' ? link.teamId : null;
  }

  private fileKeyOf(entry: string): string | null {
    if (isFileKey(entry)) return entry;
    const link = parseFigmaLink(entry, this.config.figma.webUrl);
    if (link?.kind === 'branch') return link.branchKey;
    return link?.kind === 'file' ? link.fileKey : null;
  }
}

function normalise(field: string, entries: readonly string[], read: (entry: string) => string | null): string[] {
  const values = entries.map((entry, index) => {
    const value = read(entry.trim());
    if (value !== null) return value;
    throw new InvalidRequestError(`${field}[${index}] is not valid: ${JSON.stringify(entry.slice(0, 80))}`);
  });
  return [...new Set(values)];
}

import { Injectable } from '@nestjs/common';
import { AssetsService } from '../../assets/assets.service.js';
import { Config } from '../../config/config.js';
import { CachedReads, type CachedAnswer, type LoadedBody } from '../cache/cached-reads.service.js';
import type { CacheEntry } from '../cache/cache.store.js';
import { variantOf } from '../cache/variant.js';
import { isPassingCode } from '../client/figma.errors.js';
import { FigmaAccess, type FigmaAccount } from '../figma-access.service.js';
import { FileMemory } from '../files/file-memory.js';
import { thumbnailKind } from '../thumbnails.js';
import type { ListingDto } from './listing.dto.js';
import { ListingReader } from './listing-reader.service.js';
import { ListingScopes, type ListingScope } from './listing-scopes.service.js';
import { toListing } from './listing-view.js';
import { rawListing, type RawFile, type RawListing } from './raw-listing.js';

/** A listing with parts missing because of passing trouble is soon tried again. */
const incompleteTtlSeconds = 60;

export interface ListingAnswer {
  readonly listing: ListingDto;
  readonly cached: CachedAnswer;
}

/** The files a user may browse: the teams that are configured or theirs, and the files they pinned. */
@Injectable()
export class ListingService {
  constructor(
    private readonly config: Config,
    private readonly access: FigmaAccess,
    private readonly scopes: ListingScopes,
    private readonly reader: ListingReader,
    private readonly reads: CachedReads,
    private readonly memory: FileMemory,
    private readonly assets: AssetsService,
  ) {}

  /** @param teamId the one team to list; without it, all */
  async list(userId: string, teamId: string | undefined, revalidate: boolean): Promise<ListingAnswer> {
    const account = await this.access.accountOf(userId);
    const scope = await this.scopes.of(userId, teamId);
    // Other settings are another question, so that a change shows at once.
    const { teamIds, files, isExplicit } = scope;
    const parameters = { teams: teamIds.join(), files: files.join(), explicit: String(isExplicit) };
    const key = { userId, resource: 'listing', fileKey: '', variant: variantOf(account.id, parameters) } as const;
    const load = (copy: CacheEntry | null) => this.load(account, scope, copy);
    const cached = await this.reads.read({ key, account, revalidate, load });
    const raw = await this.open(cached.entry);
    if (cached.outcome.kind === 'stored') await this.memory.recordListing(account, filesOf(raw));
    return { listing: toListing(raw, account, scope, (file) => this.thumbnailOf(userId, file)), cached };
  }

  /** A complete copy is worth more than a new listing with holes, so passing trouble leaves it in place. */
  private async load(account: FigmaAccount, scope: ListingScope, copy: CacheEntry | null): Promise<LoadedBody> {
    const { raw, trouble } = await this.reader.read(account, scope);
    if (trouble !== null && copy !== null && isComplete(await this.open(copy))) throw trouble;
    const ttlSeconds = trouble === null ? this.config.figma.cacheTtlSeconds : incompleteTtlSeconds;
    return { contentEncoding: 'identity', bytes: Buffer.from(JSON.stringify(raw)), ttlSeconds };
  }

  private async open(entry: CacheEntry): Promise<RawListing> {
    return rawListing.parse(JSON.parse(await this.reads.textOf(entry)));
  }

  private thumbnailOf(userId: string, file: RawFile): string | null {
    if (file.thumbnailUrl === null || !this.assets.accepts(file.thumbnailUrl)) return null;
    return this.assets.urlFor({ kind: thumbnailKind, ownerId: userId, name: file.key });
  }
}

function isComplete(raw: RawListing): boolean {
  return !raw.problems.some((problem) => isPassingCode(problem.code));
}

function filesOf(raw: RawListing): RawFile[] {
  return [...raw.projects.flatMap((project) => project.files), ...raw.pinned];
}

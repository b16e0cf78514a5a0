import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { CacheStore, type CacheEntry, type CacheKey } from '../cache/cache.store.js';
import { FigmaAccess, type FigmaAccount } from '../figma-access.service.js';
import { Background } from './background.js';
import { FileInspector } from './file-inspector.js';
import type { FigmaParameters } from './file-query.js';
import { FilesCacheStore, type ListedFile } from './files-cache.store.js';
import { storableText, storableTime } from './text.js';

export interface FetchedFile {
  readonly account: FigmaAccount;
  readonly fileKey: string;
  readonly parameters: FigmaParameters;
  readonly entry: CacheEntry;
}

/** A file as Figma listed it. */
export interface ListedFigmaFile {
  readonly key: string;
  readonly name: string;
  readonly lastModified: string | null;
  readonly version: string | null;
  readonly thumbnailUrl: string | null;
}

/** Keeps `figma_files_cache` true to what users read. */
@Injectable()
export class FileMemory {
  constructor(
    private readonly config: Config,
    private readonly files: FilesCacheStore,
    private readonly entries: CacheStore,
    private readonly inspector: FileInspector,
    private readonly access: FigmaAccess,
    private readonly background: Background,
  ) {}

  /** A body came from Figma: its row exists when this resolves, and is filled apart from the answer. */
  async recordFetch({ account, fileKey, parameters, entry }: FetchedFile): Promise<void> {
    const { userId } = account;
    const isWhole = Object.keys(parameters).length === 0;
    const ttlSeconds = this.config.figma.cacheTtlSeconds;
    if (isWhole) await this.files.beginFetched(userId, fileKey, ttlSeconds);
    else await this.files.ensure(userId, fileKey, ttlSeconds);
    if (!(await this.access.isCurrent(account))) return this.files.delete(userId, fileKey);
    // An old version says nothing about the file as it is.
    if (parameters.version !== undefined) return;
    this.background.start('inspect file', () => this.inspector.inspect(userId, fileKey, entry, isWhole));
  }

  /** Every listed file has its row when this resolves, unless the user disconnected meanwhile. */
  async recordListing(account: FigmaAccount, files: readonly ListedFigmaFile[]): Promise<void> {
    const rows = [...new Map(files.map((file) => [file.key, toRow(file)])).values()];
    await this.files.recordListed(account.userId, rows, this.config.figma.cacheTtlSeconds);
    if (await this.access.isCurrent(account)) return;
    for (const row of rows) await this.files.delete(account.userId, row.fileKey);
  }

  /**
   * Figma has told this user that there is nothing (any more) to see, so our copies go at once. About one old version it
   * says nothing of the file itself.
   */
  async forgetRefused(key: CacheKey, parameters: FigmaParameters): Promise<void> {
    if (parameters.version !== undefined) return this.entries.delete(key);
    await this.entries.deleteFile(key.userId, key.fileKey);
    await this.files.delete(key.userId, key.fileKey);
  }
}

function toRow({ key, name, lastModified, version, thumbnailUrl }: ListedFigmaFile): ListedFile {
  return {
    fileKey: key,
    fileName: storableText(name),
    lastModified: storableTime(lastModified),
    version: storableText(version),
    thumbnailUrl: storableText(thumbnailUrl),
  };
}

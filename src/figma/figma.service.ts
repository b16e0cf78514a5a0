import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AssetsService } from '../assets/assets.service.js';
import { Config } from '../config/config.js';
import { PurgeRegistry } from '../platform/purge/purge.registry.js';
import { BodiesStore } from './cache/bodies.store.js';
import { CacheStore, lockUser } from './cache/cache.store.js';
import { FilesCacheStore } from './files/files-cache.store.js';
import { thumbnailKind } from './thumbnails.js';

/** What other features may ask of this one, and what it tells the platform. */
@Injectable()
export class FigmaService implements OnModuleInit {
  constructor(
    private readonly config: Config,
    private readonly entries: CacheStore,
    private readonly bodies: BodiesStore,
    private readonly files: FilesCacheStore,
    private readonly assets: AssetsService,
    private readonly purges: PurgeRegistry,
  ) {}

  onModuleInit(): void {
    // Expired copies are kept for one more TTL: they serve while Figma is away.
    const grace = this.config.figma.cacheTtlSeconds;
    this.purges.register({ name: 'figma cache entries', purge: (tx, limit) => this.entries.purge(tx, grace, limit) });
    this.purges.register({ name: 'figma files cache', purge: (tx, limit) => this.files.purge(tx, grace, limit) });
    this.purges.register({ name: 'figma bodies', purge: (tx, limit) => this.bodies.purgeOrphans(tx, limit) });
    this.assets.registerSource(thumbnailKind, (ownerId, fileKey) => this.files.findThumbnail(ownerId, fileKey));
  }

  /**
   * Deletes all Figma data of this user in the caller's transaction, and holds back answers that are on their way until
   * it ends; they then find the user disconnected and are not kept. Settings stay. Does nothing for other providers.
   */
  async forget(tx: EntityManager, userId: string, provider = 'figma'): Promise<void> {
    if (provider !== 'figma') return;
    await lockUser(tx, userId, 'exclusive');
    await this.entries.deleteUser(tx, userId);
    await this.files.deleteUser(tx, userId);
  }
}

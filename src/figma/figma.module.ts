import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AssetsModule } from '../assets/assets.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { BodiesStore } from './cache/bodies.store.js';
import { FigmaBodyChunkEntity } from './cache/body-chunk.entity.js';
import { FigmaBodyEntity } from './cache/body.entity.js';
import { FigmaCacheEntryEntity } from './cache/cache-entry.entity.js';
import { CacheStore } from './cache/cache.store.js';
import { CachedReads } from './cache/cached-reads.service.js';
import { CachedReply } from './cache/cached-reply.js';
import { FigmaClient } from './client/figma.client.js';
import { FigmaAccess } from './figma-access.service.js';
import { FigmaService } from './figma.service.js';
import { AccessCounter } from './files/access-counter.js';
import { Background } from './files/background.js';
import { FileInspector } from './files/file-inspector.js';
import { FileMemory } from './files/file-memory.js';
import { FigmaFilesCacheEntity } from './files/files-cache.entity.js';
import { FilesCacheStore } from './files/files-cache.store.js';
import { FilesController } from './files/files.controller.js';
import { FilesService } from './files/files.service.js';
import { ListingReader } from './listing/listing-reader.service.js';
import { ListingScopes } from './listing/listing-scopes.service.js';
import { ListingController } from './listing/listing.controller.js';
import { ListingService } from './listing/listing.service.js';
import { FigmaSettingsController } from './settings/figma-settings.controller.js';
import { FigmaSettingsService } from './settings/figma-settings.service.js';

const entities = [FigmaBodyEntity, FigmaBodyChunkEntity, FigmaCacheEntryEntity, FigmaFilesCacheEntity];

@Module({
  imports: [TypeOrmModule.forFeature(entities), ProvidersModule, TokensModule, SettingsModule, AssetsModule],
  controllers: [ListingController, FilesController, FigmaSettingsController],
  providers: [
    FigmaAccess,
    FigmaClient,
    FigmaService,
    BodiesStore,
    CacheStore,
    CachedReads,
    CachedReply,
    FilesService,
    FilesCacheStore,
    FileMemory,
    FileInspector,
    AccessCounter,
    Background,
    ListingReader,
    ListingScopes,
    ListingService,
    FigmaSettingsService,
  ],
  exports: [FigmaService],
})
export class FigmaModule {}

import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AssetBodiesStore } from './asset-bodies.store.js';
import { AssetBodyEntity } from './asset-body.entity.js';
import { AssetSigner } from './asset-signer.js';
import { AssetsClient } from './assets.client.js';
import { AssetsController } from './assets.controller.js';
import { AssetsService } from './assets.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([AssetBodyEntity])],
  controllers: [AssetsController],
  providers: [AssetsService, AssetSigner, AssetsClient, AssetBodiesStore],
  exports: [AssetsService],
})
export class AssetsModule {}

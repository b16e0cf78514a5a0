import { Module } from '@nestjs/common';
import { PageAssets } from './page-assets.js';

@Module({ providers: [PageAssets] })
export class PageModule {}

import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Config } from '../config/config.js';
import { isUuid } from '../platform/crypto/uuid.js';
import { NotFoundError } from '../platform/errors/common.errors.js';
import { PurgeRegistry } from '../platform/purge/purge.registry.js';
import type { AssetImage, AssetRef, AssetSource } from './asset.js';
import { AssetBodiesStore, type StoredAsset } from './asset-bodies.store.js';
import { AssetSigner, assetExpiry } from './asset-signer.js';
import { AssetsClient } from './assets.client.js';

/** How long an image is served without asking its source again. */
const freshSeconds = 86_400;
const keptDays = 7;

/** What `GET /assets/...` was given, as text. */
export interface SignedAsset extends AssetRef {
  readonly expires: string | undefined;
  readonly signature: string | undefined;
}

/**
 * Images of a provider under stable URLs of ours, because the provider's own URLs expire and would tell its hosts who
 * looks at what. Features say where the bytes of their kinds come from.
 */
@Injectable()
export class AssetsService implements OnModuleInit {
  private readonly sources = new Map<string, AssetSource>();

  constructor(
    private readonly config: Config,
    private readonly signer: AssetSigner,
    private readonly client: AssetsClient,
    private readonly store: AssetBodiesStore,
    private readonly purges: PurgeRegistry,
  ) {}

  onModuleInit(): void {
    this.purges.register({ name: 'asset bodies', purge: (tx, limit) => this.store.purge(tx, keptDays, limit) });
  }

  registerSource(kind: string, source: AssetSource): void {
    this.sources.set(kind, source);
  }

  /** True when images of this URL can be served at all, so that a URL of ours is worth giving out. */
  accepts(sourceUrl: string): boolean {
    return this.client.accepts(sourceUrl);
  }

  /** An absolute URL that works without a JWT for 48 to 72 hours and is the same all day (UTC). */
  urlFor(asset: AssetRef): string {
    const expires = assetExpiry(Date.now());
    const path = [asset.kind, asset.ownerId, asset.name].map(encodeURIComponent).join('/');
    return `${this.config.publicUrl}/assets/${path}?e=${expires}&s=${this.signer.sign(asset, expires)}`;
  }

  /**
   * The image behind a signed URL. An image that its source no longer gives is served from the last copy.
   * @throws NotFoundError for everything that is wrong: the signature, the time, the image. Nobody learns which.
   */
  async open(asset: SignedAsset): Promise<AssetImage> {
    if (!this.isPermitted(asset)) throw new NotFoundError();
    const sourceUrl = await this.sources.get(asset.kind)?.(asset.ownerId, asset.name);
    if (!sourceUrl) throw new NotFoundError();
    const stored = await this.store.find(asset);
    if (stored && isFresh(stored, sourceUrl)) return stored;
    const image = (await this.load(asset, sourceUrl)) ?? stored;
    if (!image) throw new NotFoundError();
    return image;
  }

  /** Deletes every image of this owner, inside the caller's transaction. */
  async forget(tx: EntityManager, ownerId: string): Promise<void> {
    await this.store.deleteOwner(tx, ownerId);
  }

  private isPermitted({ kind, ownerId, name, expires, signature }: SignedAsset): boolean {
    if (!expires || !/^[1-9]\d{0,11}$/.test(expires) || !signature || !isUuid(ownerId)) return false;
    const authentic = this.signer.verify({ kind, ownerId, name }, Number(expires), signature);
    return authentic && Number(expires) * 1000 > Date.now();
  }

  /** The source is asked once more after storing: an owner who was forgotten in the meantime must leave no image behind. */
  private async load(asset: AssetRef, sourceUrl: string): Promise<AssetImage | null> {
    const image = await this.client.read(sourceUrl);
    if (!image) return null;
    await this.store.put(asset, sourceUrl, image);
    if ((await this.sources.get(asset.kind)?.(asset.ownerId, asset.name)) !== sourceUrl) await this.store.delete(asset);
    return image;
  }
}

function isFresh(stored: StoredAsset, sourceUrl: string): boolean {
  return stored.sourceUrl === sourceUrl && stored.ageSeconds < freshSeconds;
}

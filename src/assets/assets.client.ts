import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { sha256 } from '../platform/crypto/random.js';
import { OutboundHttp } from '../platform/http/outbound-http.js';
import { LogService } from '../platform/logging/log.service.js';
import type { AssetImage } from './asset.js';
import { parseAssetUrl } from './asset-host.js';
import { imageTypeOf } from './image-type.js';

const timeoutMs = 10_000;
const maxBytes = 5 * 1024 * 1024;

/** Reads images from the listed hosts. No credential of ours is ever sent there, and redirects are not followed. */
@Injectable()
export class AssetsClient {
  constructor(
    private readonly http: OutboundHttp,
    private readonly config: Config,
    private readonly log: LogService,
  ) {}

  /** True when `read` would ask the source at all. */
  accepts(sourceUrl: string): boolean {
    return parseAssetUrl(sourceUrl, this.config.figma.assetHosts) !== null;
  }

  /** Null when there is no image to be had: host not listed, no answer, not 200, too large, or not a raster image. */
  async read(sourceUrl: string): Promise<AssetImage | null> {
    const url = parseAssetUrl(sourceUrl, this.config.figma.assetHosts);
    if (!url) return this.refuse('host not allowed');
    try {
      const headers = { accept: 'image/png, image/jpeg, image/gif, image/webp' };
      const { status, body } = await this.http.send({ method: 'GET', url, headers, timeoutMs, maxBytes });
      if (status !== 200) return this.refuse(`status ${status}`);
      const contentType = imageTypeOf(body);
      return contentType === null
        ? this.refuse('not an image')
        : { contentType, etag: sha256(body).toString('base64url'), body };
    } catch (error) {
      return this.refuse('no answer', error);
    }
  }

  private refuse(reason: string, err?: unknown): null {
    this.log.warn('image not read from its source', err === undefined ? { reason } : { reason, err });
    return null;
  }
}

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { SandboxClock } from '../clock.js';
import type { Origins } from '../origins.js';
import { drawAvatar } from '../drawing/draw-avatar.js';
import { drawPage } from '../drawing/draw-scene.js';
import { uuidOf } from '../ids.js';
import type { DesignFile, FileVersion, User } from '../state/entities.js';
import { currentVersion } from '../state/entities.js';

const DAY_MS = 86_400_000;
/** Links end at midnight UTC, at least this many days ahead: within a day the same picture has the same link. */
const LIFETIME_DAYS = 7;
const THUMBNAIL = { width: 480, height: 300 };
const AVATAR_SIZE = 128;

export type LinkCheck = { readonly image: Buffer } | { readonly refused: 'unknown' | 'signature' | 'expired' };

/** Hands out signed links to pictures and draws a picture when its link is first followed. */
export class ImageLinks {
  private readonly secret = randomBytes(32);
  private readonly drawings = new Map<string, () => Buffer>();

  constructor(
    private readonly origins: Origins,
    private readonly clock: SandboxClock,
  ) {}

  thumbnailUrl(file: DesignFile, version: FileVersion = currentVersion(file)): string {
    const path = `/thumbnails/${uuidOf(file.key, version.id)}`;
    return this.link(path, () => drawThumbnail(version));
  }

  avatarUrl(user: User): string {
    return this.link(`/profile/${uuidOf('avatar', user.id)}`, () => drawAvatar(user.id, AVATAR_SIZE));
  }

  /** Judges a request for `path` by its query; only a link that was handed out and has not expired gives the image. */
  check(
    path: string,
    { Expires: expires = '', Signature: signature = '' }: Readonly<Record<string, string>>,
  ): LinkCheck {
    const draw = this.drawings.get(path);
    if (!draw) return { refused: 'unknown' };
    if (!isEqual(signature, this.sign(path, expires))) return { refused: 'signature' };
    if (Number(expires) * 1000 <= this.clock.now()) return { refused: 'expired' };
    return { image: draw() };
  }

  private link(path: string, draw: () => Buffer): string {
    if (!this.drawings.has(path)) this.drawings.set(path, once(draw));
    const expires = String((Math.floor(this.clock.now() / DAY_MS) + LIFETIME_DAYS + 1) * (DAY_MS / 1000));
    const url = new URL(path, this.origins.asset);
    url.search = new URLSearchParams({ Expires: expires, Signature: this.sign(path, expires) }).toString();
    return url.href;
  }

  private sign(path: string, expires: string): string {
    return createHmac('sha256', this.secret).update(`${path}\n${expires}`).digest('base64url');
  }
}

function drawThumbnail({ content }: FileVersion): Buffer {
  const [page] = content.document.children ?? [];
  if (!page) throw new Error('a document has at least one page');
  return drawPage(page, THUMBNAIL.width, THUMBNAIL.height);
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

function isEqual(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

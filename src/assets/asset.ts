/** Names one image: what kind it is, whose it is, and which one of that owner's. */
export interface AssetRef {
  readonly kind: string;
  /** A UUID of ours. */
  readonly ownerId: string;
  readonly name: string;
}

/** Answers where the bytes come from now, or null when the owner has no such image (any more). */
export type AssetSource = (ownerId: string, name: string) => Promise<string | null>;

/** An image as it is served. `etag` is without quotes. */
export interface AssetImage {
  readonly contentType: string;
  readonly etag: string;
  readonly body: Buffer;
}

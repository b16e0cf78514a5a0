const signatures: readonly { readonly type: string; matches(bytes: Buffer): boolean }[] = [
  { type: 'image/png', matches: (bytes) => bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex')) },
  { type: 'image/jpeg', matches: (bytes) => bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex')) },
  { type: 'image/gif', matches: (bytes) => /^GIF8[79]a$/.test(bytes.toString('latin1', 0, 6)) },
  { type: 'image/webp', matches: (bytes) => /^RIFF[^]{4}WEBP$/.test(bytes.toString('latin1', 0, 12)) },
];

/**
 * The media type that the bytes themselves show, or null for anything but the four raster formats. The source's own
 * Content-Type is not believed: SVG and HTML can run scripts on our origin.
 */
export function imageTypeOf(bytes: Buffer): string | null {
  return signatures.find((signature) => signature.matches(bytes))?.type ?? null;
}

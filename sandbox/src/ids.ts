import { createHash } from 'node:crypto';

function sha256(parts: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** 40 hexadecimal digits, the form of Figma's component and style keys. The same parts always give the same key. */
export function assetKey(...parts: readonly (string | number)[]): string {
  return sha256(parts).slice(0, 40);
}

/** 19 decimal digits, always above 2^53: a client that parses ids as numbers must fail here as it would with Figma. */
export function longId(...parts: readonly (string | number)[]): string {
  const span = 8_000_000_000_000_000_000n;
  return String(1_000_000_000_000_000_000n + (BigInt(`0x${sha256(parts)}`) % span));
}

/** Ten decimal digits, the form of comment ids. */
export function shortId(...parts: readonly (string | number)[]): string {
  return String(1_000_000_000n + (BigInt(`0x${sha256(parts)}`) % 9_000_000_000n));
}

/** A UUID that depends on nothing but its parts. */
export function uuidOf(...parts: readonly (string | number)[]): string {
  const hex = sha256(parts);
  const variant = ((parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-');
}

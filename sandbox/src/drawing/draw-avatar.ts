import { createHash } from 'node:crypto';
import type { Color } from '../state/scene.js';
import { Canvas } from './canvas.js';

const WHITE: Color = { r: 1, g: 1, b: 1, a: 1 };

/** A head and shoulders on a background that depends on nothing but the name. */
export function drawAvatar(name: string, size: number): Buffer {
  const [hueByte = 0, toneByte = 0] = createHash('sha256').update(name).digest();
  const hue = (hueByte / 256) * 360;
  const canvas = new Canvas(size, size, WHITE);
  const gradient = [
    { position: 0, color: fromHsl(hue, 0.52, 0.62) },
    { position: 1, color: fromHsl(hue + 28, 0.58, 0.42) },
  ];
  canvas.rectangle({ x: 0, y: 0, width: size, height: size }, 0, gradient);
  const skin = fromHsl(26, 0.5, 0.38 + (toneByte / 256) * 0.42);
  const shirt = fromHsl(hue + 180, 0.3, 0.93);
  canvas.ellipse({ x: size * 0.14, y: size * 0.66, width: size * 0.72, height: size * 0.72 }, shirt);
  canvas.rectangle({ x: size * 0.42, y: size * 0.54, width: size * 0.16, height: size * 0.18 }, size * 0.07, skin);
  canvas.ellipse({ x: size * 0.31, y: size * 0.2, width: size * 0.38, height: size * 0.44 }, skin);
  return canvas.toPng();
}

/** Hue in degrees, saturation and lightness 0 to 1. */
function fromHsl(hue: number, saturation: number, lightness: number): Color {
  const chroma = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number): number => {
    const k = (offset + hue / 30) % 12;
    return lightness - chroma * Math.max(-1, Math.min(k - 3, 9 - k, 1));
  };
  return { r: channel(0), g: channel(8), b: channel(4), a: 1 };
}

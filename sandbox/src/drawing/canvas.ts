import type { Box, Color } from '../state/scene.js';
import { encodePng } from './png.js';

/** Shapes are drawn at this many times the final width and height and averaged down, which smooths their edges. */
const OVERSAMPLING = 3;

/** What a shape is filled with: one colour, or a gradient from its top left to its bottom right corner. */
export type Ink = Color | readonly { readonly position: number; readonly color: Color }[];

interface Rounded {
  readonly box: Box;
  readonly radius: number;
}

/** Colour at (u, v), both 0 to 1 across the shape. */
type Shade = (u: number, v: number) => Color;

/** A small software canvas: opaque RGB, later shapes over earlier ones, coordinates in final pixels. */
export class Canvas {
  private readonly columns: number;
  private readonly rows: number;
  private readonly samples: Float32Array;
  private clip: Box;
  private roundedClips: readonly Rounded[] = [];

  constructor(
    readonly width: number,
    readonly height: number,
    background: Color,
  ) {
    this.columns = width * OVERSAMPLING;
    this.rows = height * OVERSAMPLING;
    this.samples = new Float32Array(this.columns * this.rows * 3);
    this.clip = { x: 0, y: 0, width, height };
    this.rectangle(this.clip, 0, background);
  }

  /** Runs `draw` with everything outside the rounded box left alone. */
  clipped(box: Box, radius: number, draw: () => void): void {
    const [outer, outerRounded] = [this.clip, this.roundedClips];
    this.clip = intersection(outer, box);
    if (radius > 0) this.roundedClips = [...outerRounded, { box, radius: cornerOf(box, radius) }];
    if (this.clip.width > 0 && this.clip.height > 0) draw();
    [this.clip, this.roundedClips] = [outer, outerRounded];
  }

  rectangle(box: Box, radius: number, ink: Ink, opacity = 1): void {
    const rounded = { box, radius: cornerOf(box, radius) };
    this.paint(box, ink, opacity, (x, y) => isInside(x, y, rounded));
  }

  ellipse(box: Box, ink: Ink, opacity = 1): void {
    this.paint(box, ink, opacity, (x, y) => {
      const dx = (x - box.x) / box.width - 0.5;
      const dy = (y - box.y) / box.height - 0.5;
      return dx * dx + dy * dy <= 0.25;
    });
  }

  /** A straight line with round ends; `weight` in pixels. */
  line(from: { x: number; y: number }, to: { x: number; y: number }, weight: number, ink: Color, opacity = 1): void {
    const half = Math.max(weight / 2, 0.35);
    const box = around(from, to, half);
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const squared = dx * dx + dy * dy || 1;
    this.paint(box, ink, opacity, (x, y) => {
      const along = Math.max(0, Math.min(1, ((x - from.x) * dx + (y - from.y) * dy) / squared));
      return Math.hypot(x - from.x - along * dx, y - from.y - along * dy) <= half;
    });
  }

  toPng(): Buffer {
    const rgb = new Uint8Array(this.width * this.height * 3);
    for (let y = 0; y < this.height; y += 1) for (let x = 0; x < this.width; x += 1) this.average(x, y, rgb);
    return encodePng(this.width, this.height, rgb);
  }

  private average(x: number, y: number, rgb: Uint8Array): void {
    for (let channel = 0; channel < 3; channel += 1) {
      let sum = 0;
      for (let row = y * OVERSAMPLING; row < (y + 1) * OVERSAMPLING; row += 1) {
        for (let column = x * OVERSAMPLING; column < (x + 1) * OVERSAMPLING; column += 1) {
          sum += this.samples[(row * this.columns + column) * 3 + channel] ?? 0;
        }
      }
      rgb[(y * this.width + x) * 3 + channel] = Math.round((sum / OVERSAMPLING ** 2) * 255);
    }
  }

  private paint(box: Box, ink: Ink, opacity: number, covers: (x: number, y: number) => boolean): void {
    const visible = intersection(this.clip, box);
    const shade = shadeOf(ink);
    const [left, right] = [sampleAt(visible.x), sampleAt(visible.x + visible.width)];
    const [top, bottom] = [sampleAt(visible.y), sampleAt(visible.y + visible.height)];
    for (let row = top; row < bottom; row += 1) {
      const y = (row + 0.5) / OVERSAMPLING;
      for (let column = left; column < right; column += 1) {
        const x = (column + 0.5) / OVERSAMPLING;
        if (!covers(x, y) || !this.roundedClips.every((clip) => isInside(x, y, clip))) continue;
        const color = shade((x - box.x) / box.width, (y - box.y) / box.height);
        this.blend(row * this.columns + column, color, opacity);
      }
    }
  }

  private blend(sample: number, { r, g, b, a }: Color, opacity: number): void {
    const alpha = a * opacity;
    const at = sample * 3;
    this.samples[at] = (this.samples[at] ?? 0) * (1 - alpha) + r * alpha;
    this.samples[at + 1] = (this.samples[at + 1] ?? 0) * (1 - alpha) + g * alpha;
    this.samples[at + 2] = (this.samples[at + 2] ?? 0) * (1 - alpha) + b * alpha;
  }
}

const sampleAt = (position: number): number => Math.round(position * OVERSAMPLING);

function intersection(a: Box, b: Box): Box {
  const [x, y] = [Math.max(a.x, b.x), Math.max(a.y, b.y)];
  const width = Math.min(a.x + a.width, b.x + b.width) - x;
  const height = Math.min(a.y + a.height, b.y + b.height) - y;
  return { x, y, width: Math.max(0, width), height: Math.max(0, height) };
}

function around(from: { x: number; y: number }, to: { x: number; y: number }, margin: number): Box {
  const [x, y] = [Math.min(from.x, to.x) - margin, Math.min(from.y, to.y) - margin];
  return { x, y, width: Math.abs(from.x - to.x) + 2 * margin, height: Math.abs(from.y - to.y) + 2 * margin };
}

function cornerOf(box: Box, radius: number): number {
  return Math.max(0, Math.min(radius, box.width / 2, box.height / 2));
}

function isInside(x: number, y: number, { box, radius }: Rounded): boolean {
  const dx = Math.max(box.x + radius - x, x - (box.x + box.width - radius), 0);
  const dy = Math.max(box.y + radius - y, y - (box.y + box.height - radius), 0);
  return dx * dx + dy * dy <= radius * radius || radius === 0;
}

function shadeOf(ink: Ink): Shade {
  if (!isGradient(ink)) return () => ink;
  return (u, v) => colorAt(ink, (u + v) / 2);
}

const isGradient = (ink: Ink): ink is Exclude<Ink, Color> => Array.isArray(ink);

function colorAt(stops: Exclude<Ink, Color>, position: number): Color {
  const after = stops.findIndex((stop) => stop.position >= position);
  const next = stops[after < 0 ? stops.length - 1 : after];
  const previous = stops[Math.max(0, after - 1)];
  if (!next || !previous) throw new Error('a gradient needs stops');
  const share = next === previous ? 1 : (position - previous.position) / (next.position - previous.position);
  const mix = (from: number, to: number): number => from + (to - from) * Math.max(0, Math.min(1, share));
  const [a, b] = [previous.color, next.color];
  return { r: mix(a.r, b.r), g: mix(a.g, b.g), b: mix(a.b, b.b), a: mix(a.a, b.a) };
}

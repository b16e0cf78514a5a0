import type { Box, Color } from '../state/scene.js';
import { ellipse, roundedRectangle, thickLine } from './outlines.js';
import type { Outline } from './outlines.js';
import { encodePng } from './png.js';

/** Shapes are drawn at this many times the final width and height and averaged down, which smooths their edges. */
const OVERSAMPLING = 3;
const GRADIENT_STEPS = 256;

/** Stops in rising order of position, 0 to 1, along the way from the top left to the bottom right corner. */
export type Gradient = readonly { readonly position: number; readonly color: Color }[];
export type Ink = Color | Gradient;

/** A small software canvas: opaque RGB, later shapes over earlier ones, coordinates in final pixels. */
export class Canvas {
  private readonly columns: number;
  private readonly rows: number;
  /** Red, green and blue of each sample, 0 to 1. */
  private readonly samples: Float32Array;
  private clips: readonly Outline[];

  constructor(
    readonly width: number,
    readonly height: number,
    background: Color,
  ) {
    this.columns = width * OVERSAMPLING;
    this.rows = height * OVERSAMPLING;
    this.samples = new Float32Array(this.columns * this.rows * 3);
    const everything = { x: 0, y: 0, width, height };
    this.clips = [roundedRectangle(everything, 0)];
    this.rectangle(everything, 0, background);
  }

  /** Runs `draw` with everything outside the rounded box left alone. */
  clipped(box: Box, radius: number, draw: () => void): void {
    const outer = this.clips;
    this.clips = [...outer, roundedRectangle(box, radius)];
    draw();
    this.clips = outer;
  }

  rectangle(box: Box, radius: number, ink: Ink, opacity = 1): void {
    this.fill(roundedRectangle(box, radius), ink, opacity);
  }

  ellipse(box: Box, ink: Ink, opacity = 1): void {
    this.fill(ellipse(box), ink, opacity);
  }

  /** A straight line with round ends; `weight` in pixels. */
  line(from: { x: number; y: number }, to: { x: number; y: number }, weight: number, ink: Color, opacity = 1): void {
    this.fill(thickLine(from, to, Math.max(weight / 2, 0.35)), ink, opacity);
  }

  toPng(): Buffer {
    const rgb = new Uint8ClampedArray(this.width * this.height * 3);
    for (let y = 0; y < this.height; y += 1) for (let x = 0; x < this.width; x += 1) this.average(x, y, rgb);
    return encodePng(this.width, this.height, rgb);
  }

  private average(x: number, y: number, rgb: Uint8ClampedArray): void {
    const target = (y * this.width + x) * 3;
    for (let channel = 0; channel < 3; channel += 1) {
      let sum = 0;
      for (let row = y * OVERSAMPLING; row < (y + 1) * OVERSAMPLING; row += 1) {
        const start = (row * this.columns + x * OVERSAMPLING) * 3 + channel;
        for (let step = 0; step < OVERSAMPLING; step += 1) sum += this.samples[start + step * 3] ?? 0;
      }
      rgb[target + channel] = (sum / (OVERSAMPLING * OVERSAMPLING)) * 255;
    }
  }

  private fill(outline: Outline, ink: Ink, opacity: number): void {
    const outlines = [outline, ...this.clips];
    const top = Math.max(...outlines.map(({ bounds }) => sampleAfter(bounds.y)));
    const bottom = Math.min(...outlines.map(({ bounds }) => sampleAfter(bounds.y + bounds.height)));
    const shade = isGradient(ink) ? gradientOver(outline.bounds, ink) : null;
    for (let row = top; row < bottom; row += 1) {
      const y = (row + 0.5) / OVERSAMPLING;
      const spans = outlines.map((one) => one.spanAt(y));
      const left = Math.max(...spans.map(([from]) => sampleAfter(from)));
      const right = Math.min(...spans.map(([, to]) => sampleAfter(to)));
      if (shade) this.shadeRow(row, left, right, (column) => shade(column, y), opacity);
      else this.tintRow(row, left, right, ink as Color, opacity);
    }
  }

  private shadeRow(row: number, left: number, right: number, shade: (column: number) => Color, opacity: number): void {
    for (let column = left; column < right; column += 1) {
      this.tintRow(row, column, column + 1, shade(column), opacity);
    }
  }

  /** The innermost loop: a thumbnail sets some millions of samples. */
  private tintRow(row: number, left: number, right: number, { r, g, b, a }: Color, opacity: number): void {
    const { samples } = this;
    const alpha = a * opacity;
    const kept = 1 - alpha;
    const end = (row * this.columns + right) * 3;
    for (let at = (row * this.columns + left) * 3; at < end; at += 3) {
      samples[at] = (samples[at] ?? 0) * kept + r * alpha;
      samples[at + 1] = (samples[at + 1] ?? 0) * kept + g * alpha;
      samples[at + 2] = (samples[at + 2] ?? 0) * kept + b * alpha;
    }
  }
}

/** Index of the first sample whose middle is not before `position`. */
const sampleAfter = (position: number): number => Math.ceil(position * OVERSAMPLING - 0.5);

const isGradient = (ink: Ink): ink is Gradient => Array.isArray(ink);

/** Colour by sample column and y, from a table, because mixing it anew for each sample is what takes the time. */
function gradientOver(bounds: Box, stops: Gradient): (column: number, y: number) => Color {
  const table = Array.from({ length: GRADIENT_STEPS }, (_, step) => colorAt(stops, step / (GRADIENT_STEPS - 1)));
  const acrossX = (GRADIENT_STEPS - 1) / (2 * bounds.width);
  const acrossY = (GRADIENT_STEPS - 1) / (2 * bounds.height);
  const black = { r: 0, g: 0, b: 0, a: 0 };
  return (column, y) => {
    const step = ((column + 0.5) / OVERSAMPLING - bounds.x) * acrossX + (y - bounds.y) * acrossY;
    return table[step | 0] ?? black;
  };
}

function colorAt(stops: Gradient, position: number): Color {
  const after = stops.findIndex((stop) => stop.position >= position);
  const next = stops[after < 0 ? stops.length - 1 : after];
  const previous = stops[Math.max(0, after - 1)];
  if (!next || !previous) throw new Error('a gradient needs stops');
  const share = next === previous ? 1 : (position - previous.position) / (next.position - previous.position);
  const mix = (from: number, to: number): number => from + (to - from) * Math.max(0, Math.min(1, share));
  const [a, b] = [previous.color, next.color];
  return { r: mix(a.r, b.r), g: mix(a.g, b.g), b: mix(a.b, b.b), a: mix(a.a, b.a) };
}

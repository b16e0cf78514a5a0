import type { Box } from '../state/scene.js';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** From left to right along a horizontal line; empty when left is not below right. */
export type Span = readonly [left: number, right: number];

/** A convex shape, told by where each horizontal line crosses it. */
export interface Outline {
  readonly bounds: Box;
  spanAt(y: number): Span;
}

const NOTHING: Span = [0, 0];

export function roundedRectangle(bounds: Box, radius: number): Outline {
  const { x, y: top, width, height } = bounds;
  const corner = Math.max(0, Math.min(radius, width / 2, height / 2));
  const spanAt = (y: number): Span => {
    const beyond = Math.max(top + corner - y, y - (top + height - corner), 0);
    const inset = beyond === 0 ? 0 : corner - Math.sqrt(Math.max(0, corner * corner - beyond * beyond));
    return [x + inset, x + width - inset];
  };
  return { bounds, spanAt };
}

export function ellipse(bounds: Box): Outline {
  const [centreX, centreY] = [bounds.x + bounds.width / 2, bounds.y + bounds.height / 2];
  const spanAt = (y: number): Span => {
    const share = (y - centreY) / (bounds.height / 2);
    const half = (bounds.width / 2) * Math.sqrt(Math.max(0, 1 - share * share));
    return [centreX - half, centreX + half];
  };
  return { bounds, spanAt };
}

/** A straight line of some thickness with round ends. */
export function thickLine(from: Point, to: Point, halfWeight: number): Outline {
  const [x, y] = [Math.min(from.x, to.x) - halfWeight, Math.min(from.y, to.y) - halfWeight];
  const width = Math.abs(from.x - to.x) + 2 * halfWeight;
  const height = Math.abs(from.y - to.y) + 2 * halfWeight;
  const parts = [disc(from, halfWeight), disc(to, halfWeight), polygon(bodyOf(from, to, halfWeight))];
  return { bounds: { x, y, width, height }, spanAt: (line) => hull(parts.map((part) => part(line))) };
}

function disc(centre: Point, radius: number): (y: number) => Span {
  return (y) => {
    const beyond = Math.abs(y - centre.y);
    if (beyond >= radius) return NOTHING;
    const half = Math.sqrt(radius * radius - beyond * beyond);
    return [centre.x - half, centre.x + half];
  };
}

/** The corners of the line without its ends, in order. */
function bodyOf(from: Point, to: Point, halfWeight: number): Point[] {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  const [acrossX, acrossY] = [(-dy / length) * halfWeight, (dx / length) * halfWeight];
  return [
    { x: from.x + acrossX, y: from.y + acrossY },
    { x: to.x + acrossX, y: to.y + acrossY },
    { x: to.x - acrossX, y: to.y - acrossY },
    { x: from.x - acrossX, y: from.y - acrossY },
  ];
}

function polygon(corners: readonly Point[]): (y: number) => Span {
  return (y) => {
    const crossings = corners.flatMap((a, index) => {
      const b = corners[(index + 1) % corners.length] ?? a;
      const isCrossed = a.y !== b.y && Math.min(a.y, b.y) <= y && y <= Math.max(a.y, b.y);
      return isCrossed ? [a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x)] : [];
    });
    return crossings.length < 2 ? NOTHING : [Math.min(...crossings), Math.max(...crossings)];
  };
}

/** The parts of a convex shape overlap, so that the space between them is part of it. */
function hull(spans: readonly Span[]): Span {
  const filled = spans.filter(([left, right]) => left < right);
  if (filled.length === 0) return NOTHING;
  return [Math.min(...filled.map(([left]) => left)), Math.max(...filled.map(([, right]) => right))];
}

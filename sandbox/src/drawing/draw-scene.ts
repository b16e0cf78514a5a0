import type { Box, Color, Paint, SceneNode } from '../state/scene.js';
import { Canvas } from './canvas.js';
import type { Ink } from './canvas.js';

const MARGIN = 14;
const TRANSPARENT_TYPES = new Set(['GROUP']);
const GREEKED_INK = 0.82;

interface View {
  readonly scale: number;
  /** Canvas units to pixels. */
  readonly toPixels: (box: Box) => Box;
}

/** Draws a page's content, fitted into the picture. Text is greeked: a bar for each word. */
export function drawPage(page: SceneNode, width: number, height: number): Buffer {
  const background = page.backgroundColor as Color;
  const canvas = new Canvas(width, height, background);
  const nodes = page.children ?? [];
  const view = fit(boundsOf(nodes), width, height);
  for (const node of nodes) drawNode(canvas, node, view, 1);
  return canvas.toPng();
}

function boundsOf(nodes: readonly SceneNode[]): Box {
  const boxes = nodes.flatMap((node) => (node.absoluteBoundingBox ? [node.absoluteBoundingBox] : []));
  if (boxes.length === 0) return { x: 0, y: 0, width: 1, height: 1 };
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: Math.max(1, right - x), height: Math.max(1, bottom - y) };
}

function fit(bounds: Box, width: number, height: number): View {
  const scale = Math.min((width - 2 * MARGIN) / bounds.width, (height - 2 * MARGIN) / bounds.height);
  const left = (width - bounds.width * scale) / 2 - bounds.x * scale;
  const top = (height - bounds.height * scale) / 2 - bounds.y * scale;
  const toPixels = (box: Box): Box => ({
    x: left + box.x * scale,
    y: top + box.y * scale,
    width: box.width * scale,
    height: box.height * scale,
  });
  return { scale, toPixels };
}

function drawNode(canvas: Canvas, node: SceneNode, view: View, opacity: number): void {
  if (!node.absoluteBoundingBox) return;
  const box = view.toPixels(node.absoluteBoundingBox);
  const alpha = opacity * (typeof node.opacity === 'number' ? node.opacity : 1);
  if (node.type === 'CONNECTOR' || node.type === 'LINE') drawLine(canvas, node, box, view, alpha);
  else if (node.type === 'TEXT') drawText(canvas, node, box, view, alpha);
  else if (!TRANSPARENT_TYPES.has(node.type)) drawShape(canvas, node, box, view, alpha);
  if (node.type === 'STICKY' || node.type === 'SHAPE_WITH_TEXT') drawNote(canvas, node, box, view, alpha);
  drawChildren(canvas, node, box, view, alpha);
}

function drawChildren(canvas: Canvas, node: SceneNode, box: Box, view: View, alpha: number): void {
  const draw = (): void => {
    for (const child of node.children ?? []) drawNode(canvas, child, view, alpha);
  };
  if (node.clipsContent === true) canvas.clipped(box, radiusOf(node) * view.scale, draw);
  else draw();
}

function drawShape(canvas: Canvas, node: SceneNode, box: Box, view: View, alpha: number): void {
  const isRound = node.type === 'ELLIPSE' || node.shapeType === 'ELLIPSE';
  const radius = radiusOf(node) * view.scale;
  const fill = (area: Box, corner: number, paint: Paint): void => {
    const strength = alpha * (paint.opacity ?? 1);
    if (isRound) canvas.ellipse(area, inkOf(paint), strength);
    else canvas.rectangle(area, corner, inkOf(paint), strength);
  };
  drawShadows(canvas, node, box, radius, view, alpha);
  const [stroke] = node.strokes ?? [];
  const weight = stroke ? Math.max(Number(node.strokeWeight ?? 1) * view.scale, 0.5) : 0;
  if (stroke) fill(box, radius, stroke);
  for (const paint of node.fills ?? []) fill(inset(box, weight), Math.max(0, radius - weight), paint);
}

function radiusOf({ cornerRadius, shapeType }: SceneNode): number {
  if (shapeType === 'ROUNDED_RECTANGLE') return 16;
  return typeof cornerRadius === 'number' ? cornerRadius : 0;
}

/** A blur in a few steps: larger and fainter copies below the shape. */
function drawShadows(canvas: Canvas, node: SceneNode, box: Box, radius: number, view: View, alpha: number): void {
  const effects = (node.effects ?? []) as { type: string; radius: number; offset: { y: number }; color: Color }[];
  const steps = 4;
  for (const { radius: blur, offset, color } of effects.filter((effect) => effect.type === 'DROP_SHADOW')) {
    for (let step = steps; step >= 1; step -= 1) {
      const spread = (blur * view.scale * (step - 1)) / steps;
      const area = inset({ ...box, y: box.y + offset.y * view.scale }, -spread);
      canvas.rectangle(area, radius + spread, color, alpha / steps);
    }
  }
}

function drawLine(canvas: Canvas, node: SceneNode, box: Box, view: View, alpha: number): void {
  const [stroke] = [...(node.strokes ?? []), ...(node.fills ?? [])];
  if (!stroke?.color) return;
  const to = { x: box.x + box.width, y: box.y + box.height };
  canvas.line({ x: box.x, y: box.y }, to, Number(node.strokeWeight ?? 1) * view.scale, stroke.color, alpha);
}

function drawText(canvas: Canvas, node: SceneNode, box: Box, view: View, alpha: number): void {
  const style = (node.style ?? {}) as { fontSize?: number; lineHeightPx?: number; textAlignHorizontal?: string };
  const fontSize = (style.fontSize ?? 14) * view.scale;
  const lineHeight = (style.lineHeightPx ?? 20) * view.scale;
  const [paint] = node.fills ?? [];
  if (!paint?.color) return;
  const layout = { fontSize, lineHeight, align: style.textAlignHorizontal ?? 'LEFT' };
  drawWords(canvas, node.characters ?? '', box, layout, paint.color, alpha * GREEKED_INK);
}

/** The writing on a sticky note, from its top left, or on a shape, in its middle. */
function drawNote(canvas: Canvas, node: SceneNode, box: Box, view: View, alpha: number): void {
  const fontSize = 22 * view.scale;
  const isSticky = node.type === 'STICKY';
  const margin = inset(box, 20 * view.scale);
  const lineHeight = fontSize * 1.5;
  const area = isSticky ? margin : { ...margin, y: box.y + (box.height - lineHeight) / 2 };
  const layout = { fontSize, lineHeight, align: isSticky ? 'LEFT' : 'CENTER' };
  drawWords(canvas, node.characters ?? '', area, layout, { r: 0.15, g: 0.13, b: 0.1, a: 1 }, alpha * 0.7);
}

interface TextLayout {
  readonly fontSize: number;
  readonly lineHeight: number;
  readonly align: string;
}

function drawWords(canvas: Canvas, text: string, box: Box, layout: TextLayout, ink: Color, alpha: number): void {
  const { fontSize, lineHeight } = layout;
  const space = fontSize * 0.28;
  const barHeight = fontSize * 0.56;
  wrap(text, box.width, fontSize * 0.52, space).forEach((line, index) => {
    const width = line.reduce((sum, word) => sum + word + space, -space);
    let x = box.x + startOf(layout.align, box.width - width);
    const y = box.y + index * lineHeight + (lineHeight - barHeight) / 2;
    for (const word of line) {
      canvas.rectangle({ x, y, width: word, height: barHeight }, barHeight * 0.35, ink, alpha);
      x += word + space;
    }
  });
}

function startOf(align: string, free: number): number {
  if (align === 'CENTER') return free / 2;
  return align === 'RIGHT' ? free : 0;
}

/** Lines of word widths in pixels. */
function wrap(text: string, width: number, letter: number, space: number): number[][] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: number[][] = [[]];
    let used = 0;
    for (const word of paragraph.split(/\s+/).map((characters) => characters.length * letter)) {
      if (used > 0 && used + word > width + letter) {
        lines.push([]);
        used = 0;
      }
      lines.at(-1)?.push(word);
      used += word + space;
    }
    return lines;
  });
}

function inkOf(paint: Paint): Ink {
  return paint.gradientStops ?? paint.color ?? { r: 0, g: 0, b: 0, a: 0 };
}

function inset(box: Box, by: number): Box {
  return {
    x: box.x + by,
    y: box.y + by,
    width: Math.max(0, box.width - 2 * by),
    height: Math.max(0, box.height - 2 * by),
  };
}

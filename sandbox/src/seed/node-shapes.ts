import type { Box, Color, Paint, SceneNode } from '../state/scene.js';
import type { ElementKind } from './seed.types.js';

/** The properties that Figma sends with every node of a kind, beyond id, name, type and position. */
export const NODE_TYPES: Readonly<Record<ElementKind, string>> = {
  frame: 'FRAME',
  group: 'GROUP',
  section: 'SECTION',
  rectangle: 'RECTANGLE',
  ellipse: 'ELLIPSE',
  line: 'LINE',
  text: 'TEXT',
  component: 'COMPONENT',
  component_set: 'COMPONENT_SET',
  instance: 'INSTANCE',
  sticky: 'STICKY',
  shape: 'SHAPE_WITH_TEXT',
  connector: 'CONNECTOR',
};

export const CONTAINERS: ReadonlySet<ElementKind> = new Set([
  'frame',
  'group',
  'section',
  'component',
  'component_set',
]);

/** `#rrggbb` or `#rrggbbaa` as Figma's unit floats. */
export function parseColor(text: string): Color {
  const digits = /^#([0-9a-f]{6})([0-9a-f]{2})?$/i.exec(text);
  if (!digits) throw new Error(`not a colour: ${text}`);
  const channel = (at: number): number => parseInt(text.slice(at, at + 2), 16) / 255;
  return { r: channel(1), g: channel(3), b: channel(5), a: digits[2] === undefined ? 1 : channel(7) };
}

export function solid(color: string): Paint {
  const { a, ...opaque } = parseColor(color);
  return { type: 'SOLID', blendMode: 'NORMAL', ...(a < 1 ? { opacity: a } : {}), color: { ...opaque, a: 1 } };
}

export function linearGradient(colors: readonly string[]): Paint {
  const last = Math.max(colors.length - 1, 1);
  return {
    type: 'GRADIENT_LINEAR',
    blendMode: 'NORMAL',
    gradientHandlePositions: [
      { x: 0, y: 0 },
      { x: 1, y: 1 },
      { x: 0, y: 1 },
    ],
    gradientStops: colors.map((color, index) => ({ position: index / last, color: parseColor(color) })),
  };
}

const layer = { scrollBehavior: 'SCROLLS' };
const blend = { blendMode: 'PASS_THROUGH' };
const effects = { effects: [] };
const constraints = { constraints: { vertical: 'TOP', horizontal: 'LEFT' } };
const strokes = { strokes: [], strokeWeight: 1, strokeAlign: 'INSIDE' };
const framed = { ...blend, clipsContent: true, ...strokes, ...constraints, ...effects };
const drawn = { ...blend, ...strokes, ...constraints, ...effects };
const written = { characterStyleOverrides: [], styleOverrideTable: {}, lineTypes: ['NONE'], lineIndentations: [0] };

const DEFAULTS: Readonly<Record<ElementKind, Readonly<Record<string, unknown>>>> = {
  frame: framed,
  group: { ...framed, clipsContent: false },
  section: { sectionContentsHidden: false, strokes: [], strokeWeight: 1 },
  rectangle: drawn,
  ellipse: { ...drawn, arcData: { startingAngle: 0, endingAngle: 2 * Math.PI, innerRadius: 0 } },
  line: drawn,
  text: { ...drawn, strokeAlign: 'OUTSIDE', layoutVersion: 4, ...written },
  component: framed,
  component_set: { ...framed, clipsContent: false },
  instance: { ...framed, overrides: [] },
  sticky: { blendMode: 'NORMAL', ...effects, authorVisible: false },
  shape: { blendMode: 'NORMAL', ...strokes, ...effects, shapeType: 'ROUNDED_RECTANGLE' },
  connector: {
    blendMode: 'NORMAL',
    strokeWeight: 4,
    ...effects,
    characters: '',
    connectorStartStrokeCap: 'NONE',
    connectorEndStrokeCap: 'LINE_ARROW',
    connectorLineType: 'ELBOWED',
  },
};

export function newNode(kind: ElementKind, id: string, name: string, box: Box): SceneNode {
  const node = { id, name, type: NODE_TYPES[kind], ...layer, ...structuredClone(DEFAULTS[kind]) };
  return {
    ...node,
    absoluteBoundingBox: box,
    absoluteRenderBounds: { ...box },
    ...(kind === 'connector' ? {} : { fills: [] }),
  };
}

export function newPage(id: string, name: string, background: string, children: SceneNode[]): SceneNode {
  return {
    id,
    name,
    type: 'CANVAS',
    ...layer,
    children,
    backgroundColor: parseColor(background),
    prototypeStartNodeID: null,
    flowStartingPoints: [],
    prototypeDevice: { type: 'NONE', rotation: 'NONE' },
  };
}

export interface Font {
  readonly family: string;
  readonly size: number;
  readonly lineHeight: number;
  readonly weight: number;
}

export function typeStyle(font: Font, align: 'left' | 'center' | 'right'): Record<string, unknown> {
  return {
    fontFamily: font.family,
    fontPostScriptName: null,
    fontStyle:
      font.weight >= 700 ? 'Bold' : font.weight >= 600 ? 'Semi Bold' : font.weight >= 500 ? 'Medium' : 'Regular',
    fontWeight: font.weight,
    fontSize: font.size,
    textAlignHorizontal: align.toUpperCase(),
    textAlignVertical: 'TOP',
    letterSpacing: 0,
    lineHeightPx: font.lineHeight,
    lineHeightPercent: 100,
    lineHeightUnit: 'PIXELS',
  };
}

/** Rough width of a line in px: seeds give texts no size, and nothing here measures glyphs. */
export function textWidth(characters: string, font: Font): number {
  const longest = Math.max(...characters.split('\n').map((line) => line.length));
  return Math.ceil(longest * font.size * 0.54);
}

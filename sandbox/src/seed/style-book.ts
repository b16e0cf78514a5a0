import { assetKey } from '../ids.js';
import type { SceneNode, StyleEntry } from '../state/scene.js';
import type { Library, LibraryStyle } from './library.js';
import { linearGradient, parseColor, solid } from './node-shapes.js';
import type { Font } from './node-shapes.js';
import type { FillSeed, StyleSeed } from './seed.types.js';

const PLAIN_FONT: Font = { family: 'Inter', size: 14, lineHeight: 20, weight: 400 };

/** The styles of one file: its own, and those of libraries that its nodes use. */
export class StyleBook {
  readonly entries: Record<string, StyleEntry> = {};
  private readonly remoteIds = new Map<string, string>();

  constructor(
    private readonly fileKey: string,
    private readonly library: Library,
    private readonly nextId: () => string,
  ) {}

  define(name: string, seed: StyleSeed): void {
    const id = this.nextId();
    const styleType = seed.font ? 'TEXT' : seed.shadow ? 'EFFECT' : 'FILL';
    const entry: StyleEntry = {
      key: assetKey(this.fileKey, id),
      name,
      description: seed.description ?? '',
      remote: false,
      styleType,
    };
    this.library.addStyle({ fileKey: this.fileKey, id, entry, ...styleValue(seed) });
    this.entries[id] = entry;
  }

  /** The style's id in this file; a library's style gets an entry that says `remote` on its first use. */
  localId(style: LibraryStyle): string {
    if (style.fileKey === this.fileKey) return style.id;
    const known = this.remoteIds.get(style.entry.key);
    if (known !== undefined) return known;
    const id = this.nextId();
    this.remoteIds.set(style.entry.key, id);
    this.entries[id] = { ...style.entry, remote: true };
    return id;
  }

  paint(node: SceneNode, fill: FillSeed): void {
    if (typeof fill !== 'string') node.fills = [linearGradient(fill.gradient)];
    else if (fill.startsWith('#')) node.fills = [solid(fill)];
    else {
      const style = this.library.style(fill);
      node.fills = [solid(style.fill ?? '#000000')];
      node.styles = { ...node.styles, fill: this.localId(style) };
    }
  }

  /** A stroke in a colour or a colour style. */
  outline(node: SceneNode, stroke: string): void {
    const color = stroke.startsWith('#') ? stroke : (this.library.style(stroke).fill ?? '#000000');
    node.strokes = [solid(color)];
    if (!stroke.startsWith('#')) node.styles = { ...node.styles, stroke: this.localId(this.library.style(stroke)) };
  }

  cast(node: SceneNode, shadow: string): void {
    const style = this.library.style(shadow);
    node.effects = [style.effect];
    node.styles = { ...node.styles, effect: this.localId(style) };
  }

  font(name: string | undefined): Font {
    return name === undefined ? PLAIN_FONT : (this.library.style(name).font ?? PLAIN_FONT);
  }

  useFont(node: SceneNode, name: string): void {
    node.styles = { ...node.styles, text: this.localId(this.library.style(name)) };
  }
}

function styleValue({ fill, font, shadow }: StyleSeed): Pick<LibraryStyle, 'fill' | 'font' | 'effect'> {
  if (font) return { font: { family: font[0], size: font[1], lineHeight: font[2], weight: font[3] } };
  if (shadow) return { effect: dropShadow(shadow) };
  return { fill: fill ?? '#000000' };
}

function dropShadow([offset, radius, color]: readonly [number, number, string]): Record<string, unknown> {
  return {
    type: 'DROP_SHADOW',
    visible: true,
    color: parseColor(color),
    blendMode: 'NORMAL',
    offset: { x: 0, y: offset },
    radius,
    showShadowBehindNode: false,
  };
}

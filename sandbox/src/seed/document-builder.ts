import type { Box, FileDocument, SceneNode } from '../state/scene.js';
import { ComponentBook } from './component-book.js';
import { instantiate } from './instances.js';
import type { Library } from './library.js';
import { CONTAINERS, newNode, newPage, solid, textWidth, typeStyle } from './node-shapes.js';
import { ELEMENT_KINDS } from './seed.types.js';
import type { ElementKind, ElementSeed, PageSeed, Point, StyleSeed } from './seed.types.js';
import { StyleBook } from './style-book.js';

const PAGE_BACKGROUND = '#f5f5f5';
const STICKY_FILL = '#ffd966';
const SIZES: Readonly<Partial<Record<ElementKind, Point>>> = { sticky: [240, 240], line: [100, 0] };

interface Origin {
  readonly x: number;
  readonly y: number;
}

/** Turns a file's compact description into Figma's document JSON. Node ids depend on nothing but the order of the elements. */
export class DocumentBuilder {
  private readonly styles: StyleBook;
  private readonly components: ComponentBook;
  private readonly pages: SceneNode[] = [];
  private readonly named = new Map<string, SceneNode>();
  private pageNumber = 0;
  private counter = 0;

  constructor(
    private readonly fileKey: string,
    private readonly library: Library,
  ) {
    this.styles = new StyleBook(fileKey, library, () => this.nextId());
    this.components = new ComponentBook(fileKey, library, () => this.nextId());
  }

  build(pages: readonly PageSeed[], styles: Readonly<Record<string, StyleSeed>> = {}): FileDocument {
    this.pageNumber = 1;
    for (const [name, style] of Object.entries(styles)) this.styles.define(name, style);
    for (const page of pages) this.addPage(page);
    const document = { id: '0:0', name: 'Document', type: 'DOCUMENT', scrollBehavior: 'SCROLLS', children: this.pages };
    const { components, componentSets } = this.components;
    return { document, components, componentSets, styles: this.styles.entries };
  }

  private addPage({ page, background, nodes }: PageSeed): void {
    this.pageNumber = this.pages.length + 1;
    const id = this.pages.length === 0 ? '0:1' : this.nextId();
    const children = this.addElements(nodes, { x: 0, y: 0 });
    this.pages.push(newPage(id, page, background ?? PAGE_BACKGROUND, children));
  }

  private nextId(): string {
    this.counter += 1;
    return `${this.pageNumber}:${this.counter}`;
  }

  private addElements(seeds: readonly ElementSeed[], origin: Origin): SceneNode[] {
    return seeds.flatMap((seed) => repeated(seed)).map((seed) => this.addElement(seed, origin));
  }

  private addElement(seed: ElementSeed, origin: Origin): SceneNode {
    const kind = kindOf(seed);
    const [x, y] = seed.at ?? [0, 0];
    const at = { x: origin.x + x, y: origin.y + y };
    const node = kind === 'instance' ? this.addInstance(seed, at) : this.addOwn(kind, seed, at);
    this.dress(node, seed);
    this.named.set(node.name, node);
    return node;
  }

  private addOwn(kind: ElementKind, seed: ElementSeed, at: Origin): SceneNode {
    const name = seed[kind] ?? '';
    const box = { ...at, ...this.sizeOf(kind, name, seed) };
    const node = newNode(kind, this.nextId(), name, box);
    if (kind === 'text') this.write(node, seed);
    if (kind === 'sticky' || kind === 'shape') node.characters = name;
    if (kind === 'sticky') node.fills = [solid(STICKY_FILL)];
    if (kind === 'shape' && seed.shapeType !== undefined) node.shapeType = seed.shapeType;
    if (kind === 'connector') this.join(node, seed);
    if (CONTAINERS.has(kind)) this.fillContainer(kind, node, seed, at);
    return node;
  }

  private sizeOf(kind: ElementKind, name: string, seed: ElementSeed): Pick<Box, 'width' | 'height'> {
    const font = this.styles.font(seed.style);
    const text: Point = [textWidth(name, font), font.lineHeight * name.split('\n').length];
    const [width, height] = seed.size ?? (kind === 'text' ? text : (SIZES[kind] ?? [100, 100]));
    return { width, height };
  }

  private write(node: SceneNode, seed: ElementSeed): void {
    node.characters = node.name;
    node.style = typeStyle(this.styles.font(seed.style), seed.align ?? 'left');
    node.lineTypes = node.name.split('\n').map(() => 'NONE');
    node.lineIndentations = node.name.split('\n').map(() => 0);
    node.fills = [solid('#1e1e1e')];
    if (seed.style !== undefined) this.styles.useFont(node, seed.style);
  }

  /** Connects two named nodes, from the right side of the first to the left side of the second. */
  private join(node: SceneNode, seed: ElementSeed): void {
    const [from, to] = [this.nodeNamed(seed.from), this.nodeNamed(seed.to)];
    node.connectorStart = { endpointNodeId: from.id, magnet: 'AUTO' };
    node.connectorEnd = { endpointNodeId: to.id, magnet: 'AUTO' };
    const box = spanOf(sideOf(from, 1), sideOf(to, 0));
    node.absoluteBoundingBox = box;
    node.absoluteRenderBounds = { ...box };
    node.strokes = [solid('#757575')];
  }

  private nodeNamed(name: string | undefined): SceneNode {
    const node = this.named.get(name ?? '');
    if (!node) throw new Error(`file ${this.fileKey}: no node named ${name ?? '(none)'} before its connector`);
    return node;
  }

  private fillContainer(kind: ElementKind, node: SceneNode, seed: ElementSeed, at: Origin): void {
    const description = seed.description ?? '';
    const addChildren = (): SceneNode[] => this.addElements(seed.children ?? [], at);
    node.children =
      kind === 'component_set' ? this.components.withinSet(node, description, addChildren) : addChildren();
    if (kind === 'component') this.components.publish(node, description);
  }

  private addInstance(seed: ElementSeed, at: Origin): SceneNode {
    const { fileKey, ...component } = this.library.component(seed.instance ?? '');
    return instantiate({
      source: component.node,
      id: this.nextId(),
      componentId: this.components.localId({ fileKey, ...component }),
      at,
      seed,
      styleId: (id) => this.styles.localId(this.library.styleById(fileKey, id)),
      nestedComponentId: (id) => this.components.localId(this.library.componentById(fileKey, id)),
    });
  }

  private dress(node: SceneNode, seed: ElementSeed): void {
    if (seed.fill !== undefined) this.styles.paint(node, seed.fill);
    if (seed.stroke !== undefined) this.styles.outline(node, seed.stroke);
    if (seed.strokeWidth !== undefined) node.strokeWeight = seed.strokeWidth;
    if (seed.radius !== undefined) node.cornerRadius = seed.radius;
    if (seed.opacity !== undefined) node.opacity = seed.opacity;
    if (seed.shadow !== undefined) this.styles.cast(node, seed.shadow);
    if (seed.pluginData) node.pluginData = structuredClone(seed.pluginData);
    if (seed.sharedPluginData) node.sharedPluginData = structuredClone(seed.sharedPluginData);
  }
}

function kindOf(seed: ElementSeed): ElementKind {
  const kinds = ELEMENT_KINDS.filter((kind) => seed[kind] !== undefined);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1)
    throw new Error(`an element needs exactly one kind: ${JSON.stringify(seed)}`);
  return kind;
}

function repeated(seed: ElementSeed): ElementSeed[] {
  const { repeat, ...once } = seed;
  if (!repeat) return [seed];
  const [stepX, stepY] = repeat.step;
  return Array.from({ length: repeat.times }, (_, index) => {
    const [x, y] = seed.at ?? [0, 0];
    return { ...numbered(once, index + 1), at: [x + stepX * index, y + stepY * index] as const };
  });
}

/** `#` stands for the copy's number, except at the start of a word: there it is a colour. */
function numbered(seed: ElementSeed, number: number): ElementSeed {
  const text = JSON.stringify(seed).replace(/([^"'])#/g, `$1${String(number)}`);
  return JSON.parse(text) as ElementSeed;
}

/** Half way down a side: 0 is left, 1 is right. */
function sideOf(node: SceneNode, side: 0 | 1): Origin {
  const box = node.absoluteBoundingBox ?? { x: 0, y: 0, width: 0, height: 0 };
  return { x: box.x + box.width * side, y: box.y + box.height / 2 };
}

function spanOf(a: Origin, b: Origin): Box {
  return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}

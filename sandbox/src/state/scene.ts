export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Color {
  r: number;
  g: number;
  b: number;
  a: number;
}

export interface Paint {
  readonly type: 'SOLID' | 'GRADIENT_LINEAR';
  readonly blendMode: 'NORMAL';
  readonly opacity?: number;
  readonly color?: Color;
  readonly gradientHandlePositions?: readonly { readonly x: number; readonly y: number }[];
  readonly gradientStops?: readonly { readonly position: number; readonly color: Color }[];
}

/**
 * A node of Figma's file JSON, in the shape of the wire. Coordinates are absolute canvas units. `size`,
 * `relativeTransform` and `fillGeometry` are not kept: a request with `geometry=paths` has them computed.
 */
export interface SceneNode {
  id: string;
  name: string;
  type: string;
  absoluteBoundingBox?: Box;
  absoluteRenderBounds?: Box;
  fills?: Paint[];
  strokes?: Paint[];
  children?: SceneNode[];
  characters?: string;
  componentId?: string;
  /** Ids of the styles in use, by role (`fill`, `text`, `effect`). */
  styles?: Record<string, string>;
  pluginData?: Record<string, Record<string, string>>;
  sharedPluginData?: Record<string, Record<string, string>>;
  [property: string]: unknown;
}

export interface ComponentEntry {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly componentSetId?: string;
  readonly documentationLinks: readonly { readonly uri: string }[];
  readonly remote: boolean;
}

export interface StyleEntry {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly remote: boolean;
  readonly styleType: 'FILL' | 'TEXT' | 'EFFECT' | 'GRID';
}

/** What one version of a file contains. Maps are keyed by node id. */
export interface FileDocument {
  readonly document: SceneNode;
  readonly components: Record<string, ComponentEntry>;
  readonly componentSets: Record<string, Omit<ComponentEntry, 'componentSetId'>>;
  readonly styles: Record<string, StyleEntry>;
}

/** Every node below and including `root`, parents before children. */
export function* walk(root: SceneNode): Generator<SceneNode> {
  yield root;
  for (const child of root.children ?? []) yield* walk(child);
}

/** A copy without the nodes `drop` names; their descendants go with them. */
export function withoutNodes(root: SceneNode, drop: (node: SceneNode) => boolean): SceneNode {
  if (!root.children) return root;
  return { ...root, children: root.children.filter((child) => !drop(child)).map((child) => withoutNodes(child, drop)) };
}

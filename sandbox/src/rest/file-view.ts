import { walk } from '../state/scene.js';
import type { Box, FileDocument, SceneNode } from '../state/scene.js';

export interface ViewOptions {
  /** Levels below the root: 1 is pages only. With `ids`, 0 drops what lies below the named nodes. */
  readonly depth: number | null;
  readonly ids: ReadonlySet<string> | null;
  readonly geometry: boolean;
  /** Plugin ids, and `shared` for shared data. */
  readonly plugins: ReadonlySet<string>;
}

/** What a request's parameters leave of a document. The given one is not changed. */
export function viewOf(content: FileDocument, options: ViewOptions): FileDocument {
  const picked = options.ids ? pick(content.document, options.ids, options.depth === 0) : content.document;
  const cut = options.depth === null || options.depth === 0 ? picked : cutBelow(picked, options.depth);
  const document = present(cut, options, null);
  return options.ids ? withReferences(content, document) : { ...content, document };
}

/** The named nodes with their descendants and ancestors, and every page. */
function pick(root: SceneNode, ids: ReadonlySet<string>, bare: boolean): SceneNode {
  return {
    ...root,
    children: (root.children ?? []).map((page) => pickIn(page, ids, bare) ?? { ...page, children: [] }),
  };
}

function pickIn(node: SceneNode, ids: ReadonlySet<string>, bare: boolean): SceneNode | null {
  if (ids.has(node.id)) return bare && node.children ? { ...node, children: [] } : node;
  const children = (node.children ?? []).flatMap((child) => pickIn(child, ids, bare) ?? []);
  return children.length > 0 ? { ...node, children } : null;
}

function cutBelow(node: SceneNode, levels: number): SceneNode {
  if (!node.children) return node;
  return { ...node, children: levels === 0 ? [] : node.children.map((child) => cutBelow(child, levels - 1)) };
}

/** Adds what is sent only on request, and leaves out plugin data that was not asked for. */
function present(node: SceneNode, options: ViewOptions, parent: Box | null): SceneNode {
  const { pluginData, sharedPluginData, children, ...own } = node;
  const asked = Object.entries(pluginData ?? {}).filter(([plugin]) => options.plugins.has(plugin));
  return {
    ...own,
    ...(options.geometry ? geometryOf(node, parent) : {}),
    ...(asked.length > 0 ? { pluginData: Object.fromEntries(asked) } : {}),
    ...(sharedPluginData && options.plugins.has('shared') ? { sharedPluginData } : {}),
    ...(children
      ? { children: children.map((child) => present(child, options, node.absoluteBoundingBox ?? null)) }
      : {}),
  };
}

/** `geometry=paths`: position relative to the parent, size, and outlines. Nodes of FigJam have no outlines. */
function geometryOf({ type, absoluteBoundingBox: box, fills }: SceneNode, parent: Box | null): Record<string, unknown> {
  if (!box) return {};
  const [x, y] = [box.x - (parent?.x ?? 0), box.y - (parent?.y ?? 0)];
  const relativeTransform = [
    [1, 0, x],
    [0, 1, y],
  ];
  const placed = { size: { x: box.width, y: box.height }, relativeTransform };
  if (['STICKY', 'SHAPE_WITH_TEXT', 'CONNECTOR'].includes(type)) return placed;
  const path = `M0 0L${String(box.width)} 0L${String(box.width)} ${String(box.height)}L0 ${String(box.height)}L0 0Z`;
  return { ...placed, fillGeometry: fills?.length ? [{ path, windingRule: 'NONZERO' }] : [], strokeGeometry: [] };
}

/** Of a partial document, only the components and styles that it uses or holds. */
function withReferences(content: FileDocument, document: SceneNode): FileDocument {
  const used = new Set<string>();
  for (const node of walk(document)) {
    for (const id of [node.id, node.componentId, ...Object.values(node.styles ?? {})])
      if (id !== undefined) used.add(id);
  }
  const components = only(content.components, used);
  for (const { componentSetId } of Object.values(components))
    if (componentSetId !== undefined) used.add(componentSetId);
  return { document, components, componentSets: only(content.componentSets, used), styles: only(content.styles, used) };
}

function only<T>(entries: Record<string, T>, ids: ReadonlySet<string>): Record<string, T> {
  return Object.fromEntries(Object.entries(entries).filter(([id]) => ids.has(id)));
}

import { walk } from '../state/scene.js';
import type { Box, SceneNode } from '../state/scene.js';
import { newNode } from './node-shapes.js';
import type { ElementSeed } from './seed.types.js';

interface InstancePlan {
  readonly source: SceneNode;
  readonly id: string;
  readonly componentId: string;
  readonly at: { readonly x: number; readonly y: number };
  readonly seed: ElementSeed;
  /** Ids of the component's file to ids of the instance's file. */
  readonly styleId: (id: string) => string;
  readonly nestedComponentId: (id: string | undefined) => string;
}

/** A placed copy of a component, with Figma's `I<instance>;<original>` ids below it. */
export function instantiate(plan: InstancePlan): SceneNode {
  const { source, id, componentId, seed } = plan;
  const from = boxOf(source);
  const [width, height] = seed.size ?? [from.width, from.height];
  const box = { ...plan.at, width, height };
  const blank = newNode(
    'instance',
    id,
    source.name.includes('=') ? ((seed.instance ?? '').split('/')[0] ?? '') : source.name,
    box,
  );
  const place = (inner: Box): Box => placed(inner, from, box);
  const children = (source.children ?? []).map((child) => copy(child, plan, place));
  const look = {
    fills: source.fills,
    strokes: source.strokes,
    effects: source.effects,
    styles: localStyles(source, plan),
  };
  const node = { ...blank, ...structuredClone(withoutUndefined(look)), ...cornersOf(source), componentId, children };
  if (seed.label !== undefined) relabel(node, seed.label);
  return node;
}

function copy(node: SceneNode, plan: InstancePlan, place: (box: Box) => Box): SceneNode {
  const { children, ...own } = node;
  const box = place(boxOf(node));
  const styles = localStyles(node, plan);
  return {
    ...structuredClone(own),
    id: `I${plan.id};${node.id.replace(/^I/, '')}`,
    absoluteBoundingBox: box,
    absoluteRenderBounds: { ...box },
    ...(styles ? { styles } : {}),
    ...(node.type === 'INSTANCE' ? { componentId: plan.nestedComponentId(node.componentId) } : {}),
    ...(children ? { children: children.map((child) => copy(child, plan, place)) } : {}),
  };
}

/** Parts of a resized instance keep their share of its width and height. */
function placed(inner: Box, from: Box, to: Box): Box {
  const [scaleX, scaleY] = [to.width / from.width, to.height / from.height];
  return {
    x: to.x + (inner.x - from.x) * scaleX,
    y: to.y + (inner.y - from.y) * scaleY,
    width: inner.width * scaleX,
    height: inner.height * scaleY,
  };
}

function relabel(node: SceneNode, label: string): void {
  const text = [...walk(node)].find((inner) => inner.type === 'TEXT');
  if (!text) return;
  text.characters = label;
  node.overrides = [{ id: text.id, overriddenFields: ['characters'] }];
}

function localStyles(node: SceneNode, plan: InstancePlan): Record<string, string> | undefined {
  if (!node.styles) return undefined;
  return Object.fromEntries(Object.entries(node.styles).map(([role, id]) => [role, plan.styleId(id)]));
}

function cornersOf({ cornerRadius }: SceneNode): { cornerRadius?: number } {
  return typeof cornerRadius === 'number' ? { cornerRadius } : {};
}

function withoutUndefined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function boxOf(node: SceneNode): Box {
  return node.absoluteBoundingBox ?? { x: 0, y: 0, width: 1, height: 1 };
}

import { assetKey } from '../ids.js';
import type { ComponentEntry, SceneNode } from '../state/scene.js';
import type { Library, LibraryComponent, LibrarySet } from './library.js';

type SetEntry = Omit<ComponentEntry, 'componentSetId'>;

/** The components of one file: its own, and those of libraries that its instances come from. */
export class ComponentBook {
  readonly components: Record<string, ComponentEntry> = {};
  readonly componentSets: Record<string, SetEntry> = {};
  private readonly remoteIds = new Map<string, string>();
  private openSet: LibrarySet | null = null;

  constructor(
    private readonly fileKey: string,
    private readonly library: Library,
    private readonly nextId: () => string,
  ) {}

  /** Components published while `addVariants` runs are variants of this set. */
  withinSet(node: SceneNode, description: string, addVariants: () => SceneNode[]): SceneNode[] {
    const entry = this.entryOf(node, description);
    this.componentSets[node.id] = entry;
    this.openSet = { id: node.id, key: entry.key, name: entry.name, description };
    const variants = addVariants();
    this.openSet = null;
    return variants;
  }

  publish(node: SceneNode, description: string): void {
    const entry = this.entryOf(node, description);
    this.components[node.id] = { ...entry, ...(this.openSet ? { componentSetId: this.openSet.id } : {}) };
    this.library.addComponent({ node, fileKey: this.fileKey, key: entry.key, description, set: this.openSet });
  }

  /** The component's id in this file; a library's component gets an id and a `remote` entry on its first use. */
  localId(component: LibraryComponent): string {
    if (component.fileKey === this.fileKey) return component.node.id;
    const { key, description, set } = component;
    return this.adopt(key, (id) => {
      const entry = { key, name: component.node.name, description, documentationLinks: [], remote: true };
      this.components[id] = set ? { ...entry, componentSetId: this.localSetId(set) } : entry;
    });
  }

  private localSetId({ key, name, description }: LibrarySet): string {
    return this.adopt(key, (id) => {
      this.componentSets[id] = { key, name, description, documentationLinks: [], remote: true };
    });
  }

  private adopt(key: string, record: (id: string) => void): string {
    const known = this.remoteIds.get(key);
    if (known !== undefined) return known;
    const id = this.nextId();
    this.remoteIds.set(key, id);
    record(id);
    return id;
  }

  private entryOf(node: SceneNode, description: string): SetEntry {
    return {
      key: assetKey(this.fileKey, node.id),
      name: node.name,
      description,
      documentationLinks: [],
      remote: false,
    };
  }
}

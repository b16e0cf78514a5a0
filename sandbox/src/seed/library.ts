import type { SceneNode, StyleEntry } from '../state/scene.js';
import type { Font } from './node-shapes.js';

export interface LibrarySet {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly description: string;
}

/** A component that instances can use, here or from another file. */
export interface LibraryComponent {
  readonly node: SceneNode;
  readonly fileKey: string;
  readonly key: string;
  readonly description: string;
  readonly set: LibrarySet | null;
}

export interface LibraryStyle {
  readonly fileKey: string;
  /** Node id of the style in its own file. */
  readonly id: string;
  readonly entry: StyleEntry;
  readonly fill?: string;
  readonly font?: Font;
  readonly effect?: Record<string, unknown>;
}

/** What the files of a seed share by name. Filled in the order of the files, so a library comes before its users. */
export class Library {
  private readonly components: Map<string, LibraryComponent>;
  private readonly styles: Map<string, LibraryStyle>;

  /** Starts with what `base` has; what is added later stays apart, as on a branch. */
  constructor(base?: Library) {
    this.components = new Map(base?.components);
    this.styles = new Map(base?.styles);
  }

  /** A variant is called by its set and its values: `Button/Primary/Large` for the variant `Kind=Primary, Size=Large`. */
  addComponent(component: LibraryComponent): void {
    const variant = component.node.name
      .replace(/[^=,]+=/g, '')
      .split(/,\s*/)
      .join('/');
    this.components.set(component.set ? `${component.set.name}/${variant}` : component.node.name, component);
  }

  component(name: string): LibraryComponent {
    return this.components.get(name) ?? missing('component', name);
  }

  componentById(fileKey: string, id: string | undefined): LibraryComponent {
    const found = [...this.components.values()].find((one) => one.fileKey === fileKey && one.node.id === id);
    return found ?? missing('component', `${fileKey} ${id ?? ''}`);
  }

  addStyle(style: LibraryStyle): void {
    this.styles.set(style.entry.name, style);
  }

  findStyle(name: string): LibraryStyle | undefined {
    return this.styles.get(name);
  }

  style(name: string): LibraryStyle {
    return this.styles.get(name) ?? missing('style', name);
  }

  styleById(fileKey: string, id: string): LibraryStyle {
    const found = [...this.styles.values()].find((one) => one.fileKey === fileKey && one.id === id);
    return found ?? missing('style', `${fileKey} ${id}`);
  }
}

function missing(kind: string, name: string): never {
  throw new Error(`no ${kind} named ${name}`);
}

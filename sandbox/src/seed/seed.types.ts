import type { AppKind, EditorType, LinkAccess, Role } from '../state/entities.js';

/** The seed file. `alias` is a name of the seed's own by which its entries refer to each other. */
export interface Seed {
  readonly users: readonly UserSeed[];
  readonly apps?: readonly AppSeed[];
  readonly teams?: readonly TeamSeed[];
  readonly folders?: readonly FolderSeed[];
  readonly files?: readonly FileSeed[];
}

export interface UserSeed {
  readonly alias: string;
  readonly id: string;
  readonly handle: string;
  readonly email: string;
  readonly organization: string;
}

/** Only `clientId` is needed: what is missing comes from the app of that id in the seed, then from defaults. */
export interface AppSeed {
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly name?: string;
  readonly kind?: AppKind;
  readonly organization?: string;
  readonly redirectUris?: readonly string[];
  readonly scopes?: readonly string[];
  readonly accessTokenLifetimeSeconds?: number;
}

export interface TeamSeed {
  readonly alias: string;
  readonly id: string;
  readonly name: string;
  /** User alias to role. */
  readonly members: Readonly<Record<string, Role>>;
}

export interface FolderSeed {
  readonly alias: string;
  readonly id: string;
  readonly name: string;
  /** Alias of the team; a nested folder takes its parent's. */
  readonly team?: string;
  /** Alias of the folder it lies in. */
  readonly in?: string;
  /** Aliases of the people of an invite-only folder. */
  readonly invited?: readonly string[];
  readonly createdAt: string;
}

export interface FileSeed {
  readonly key: string;
  readonly name: string;
  readonly folder?: string;
  readonly editorType?: EditorType;
  readonly creator: string;
  readonly linkAccess?: LinkAccess;
  readonly invited?: Readonly<Record<string, Role>>;
  /** Makes the file a branch of that one; it starts with its pages and adds its own `pages` to them. */
  readonly branchOf?: string;
  readonly styles?: Readonly<Record<string, StyleSeed>>;
  readonly pages?: readonly PageSeed[];
  /** Oldest first. The last one has all of the pages. */
  readonly versions: readonly VersionSeed[];
  readonly comments?: readonly CommentSeed[];
}

export interface VersionSeed {
  readonly at: string;
  readonly by: string;
  readonly label?: string;
  readonly description?: string;
  /** Names of nodes that did not exist yet. */
  readonly without?: readonly string[];
}

export interface CommentSeed {
  readonly by: string;
  readonly at: string;
  readonly message: string;
  /** Name of the node it is pinned to; without one it lies on the canvas. */
  readonly on?: string;
  readonly offset?: Point;
  readonly resolvedAt?: string;
  readonly replies?: readonly { readonly by: string; readonly at: string; readonly message: string }[];
}

/** x, y or width, height in canvas units. */
export type Point = readonly [number, number];

/** A colour (`#rrggbb`, `#rrggbbaa`), the name of a colour style, or a linear gradient from top left to bottom right. */
export type FillSeed = string | { readonly gradient: readonly string[] };

export interface StyleSeed {
  readonly fill?: string;
  /** Family, size and line height in px, weight. */
  readonly font?: readonly [string, number, number, number];
  /** Vertical offset and blur in px, colour. */
  readonly shadow?: readonly [number, number, string];
  readonly description?: string;
}

export interface PageSeed {
  readonly page: string;
  readonly background?: string;
  readonly nodes: readonly ElementSeed[];
}

export const ELEMENT_KINDS = [
  'frame',
  'group',
  'section',
  'rectangle',
  'ellipse',
  'line',
  'text',
  'component',
  'component_set',
  'instance',
  'sticky',
  'shape',
  'connector',
] as const;
export type ElementKind = (typeof ELEMENT_KINDS)[number];

/** One key of `ELEMENT_KINDS` says what it is and carries its name (for text and stickies: the characters). */
export type ElementSeed = { readonly [K in ElementKind]?: string } & {
  /** Relative to the parent. */
  readonly at?: Point;
  readonly size?: Point;
  readonly fill?: FillSeed;
  readonly stroke?: string;
  readonly strokeWidth?: number;
  readonly radius?: number;
  readonly opacity?: number;
  /** Name of an effect style. */
  readonly shadow?: string;
  /** Name of a text style. */
  readonly style?: string;
  readonly align?: 'left' | 'center' | 'right';
  readonly description?: string;
  /** Characters in place of an instance's first text. */
  readonly label?: string;
  readonly shapeType?: string;
  /** Names of the nodes a connector joins. */
  readonly from?: string;
  readonly to?: string;
  /** The same element again, moved by `step` each time; `#` in names and texts becomes its number. */
  readonly repeat?: { readonly times: number; readonly step: Point };
  readonly pluginData?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly sharedPluginData?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly children?: readonly ElementSeed[];
};

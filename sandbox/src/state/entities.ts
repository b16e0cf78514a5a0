import type { FileDocument } from './scene.js';

/** `draft` apps exist for nobody but their makers, `private` ones for their organization, `public` ones for everybody. */
export type AppKind = 'draft' | 'private' | 'public';
export type Role = 'owner' | 'editor' | 'viewer';
export type LinkAccess = 'view' | 'edit' | 'org_view' | 'org_edit' | 'inherit';
export type EditorType = 'figma' | 'figjam' | 'slides';

export interface User {
  readonly id: string;
  /** Short name by which seeds and tests refer to the user; not visible in any answer. */
  readonly alias: string;
  /** Figma calls the display name so. */
  handle: string;
  email: string;
  readonly organization: string;
}

export interface App {
  readonly clientId: string;
  clientSecret: string;
  name: string;
  kind: AppKind;
  /** Owner of the app; only its members may authorize a private one. */
  organization: string;
  /** Compared as exact strings. */
  redirectUris: string[];
  scopes: string[];
  accessTokenLifetimeSeconds: number;
}

export interface Team {
  readonly id: string;
  name: string;
  /** User id to role. */
  readonly members: Map<string, Role>;
}

export interface Folder {
  readonly id: string;
  name: string;
  readonly teamId: string;
  readonly parentFolderId: string | null;
  /** User ids of an invite-only folder; null: all of the team. */
  invited: Set<string> | null;
  readonly createdAt: Date;
}

export interface FileVersion {
  readonly id: string;
  readonly createdAt: Date;
  /** Null on autosaves. */
  readonly label: string | null;
  readonly description: string | null;
  readonly userId: string;
  readonly content: FileDocument;
}

export interface Comment {
  readonly id: string;
  readonly uuid: string;
  readonly userId: string;
  readonly message: string;
  readonly createdAt: Date;
  readonly resolvedAt: Date | null;
  /** Id of the root comment when this is a reply. */
  readonly parentId: string | null;
  /** Position on the canvas, in the shape of the wire. Replies have none. */
  readonly clientMeta: Record<string, unknown> | null;
  /** Number shown on the pin; null on replies. */
  readonly orderId: string | null;
}

export interface DesignFile {
  readonly key: string;
  name: string;
  /** Null for drafts, which no listing shows. */
  readonly folderId: string | null;
  readonly editorType: EditorType;
  readonly creatorId: string;
  linkAccess: LinkAccess;
  /** People invited to this file alone: user id to role. */
  readonly invited: Map<string, Role>;
  /** Set on a branch. */
  readonly mainFileKey: string | null;
  /** Oldest first; the last one is the current state. */
  readonly versions: FileVersion[];
  comments: Comment[];
}

export function currentVersion(file: DesignFile): FileVersion {
  const version = file.versions.at(-1);
  if (!version) throw new Error(`file ${file.key} has no version`);
  return version;
}

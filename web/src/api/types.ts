/** What the service answers, as docs and contract name it. Times are ISO 8601 in UTC unless said otherwise. */

export const PROVIDERS = ['figma', 'github', 'slack'] as const;
export type Provider = (typeof PROVIDERS)[number];

export type ConnectionStatus = 'connected' | 'degraded' | 'needs_reconnect' | 'not_connected';

export interface Account {
  id: string | null;
  handle: string | null;
  email: string | null;
  /** On the service's own origin, ready to use. */
  avatarUrl: string | null;
}

export interface Integration {
  provider: Provider;
  connected: boolean;
  connectedAt: string | null;
  /** Exact to a minute. */
  lastUsed: string | null;
  providerUsername: string | null;
  scopes: string[];
  status: ConnectionStatus;
  statusReason: string | null;
  expiresAt: string | null;
  account: Account | null;
}

export interface ProviderInfo {
  provider: Provider;
  name: string;
  configured: boolean;
}

export interface IntegrationList {
  integrations: Integration[];
  providers: ProviderInfo[];
}

export interface Authorization {
  authorizationUrl: string;
}

export interface Confirmation {
  provider: Provider;
  status: 'success';
  integration: Integration;
}

export interface FileRow {
  key: string;
  name: string;
  thumbnail_url: string | null;
  last_modified: string | null;
  version: string | null;
}

export interface Project {
  id: string;
  name: string;
  files: FileRow[];
}

export interface FileListing {
  teamId: string | null;
  projects: Project[];
  files: FileRow[];
  listing: { available: boolean; reason: string | null };
}

/** The parts of Figma's `GET /v1/files/:key` that the page shows. */
export interface FileDocument {
  name: string;
  lastModified: string | null;
  version: string | null;
  editorType?: string;
  role?: string;
  document: { children?: FilePage[] } | null;
}

export interface FilePage {
  id: string;
  name: string;
}

/** Figma's comment. `parent_id` of a thread's first comment is absent, null or an empty string. */
export interface Comment {
  id: string;
  parent_id?: string | null;
  user: { id?: string; handle: string; img_url?: string | null };
  created_at: string;
  resolved_at?: string | null;
  message: string;
}

/** Team ids and file keys the user pinned. */
export interface FigmaSettings {
  teamIds: string[];
  files: string[];
}

export interface ResolvedLink {
  kind: 'team' | 'folder' | 'file' | 'branch';
  teamId?: string;
  folderId?: string;
  fileKey?: string;
  branchKey?: string;
  nodeId?: string;
}

import { longId, shortId, uuidOf } from '../ids.js';
import { DocumentBuilder } from '../seed/document-builder.js';
import { Library } from '../seed/library.js';
import type {
  AppSeed,
  CommentSeed,
  FileSeed,
  FolderSeed,
  PageSeed,
  Seed,
  TeamSeed,
  VersionSeed,
} from '../seed/seed.types.js';
import { withoutNodes, walk } from './scene.js';
import type { FileDocument } from './scene.js';
import { currentVersion } from './entities.js';
import type { App, Comment, DesignFile, FileVersion, Folder, Team, User } from './entities.js';

/** Figma's default lifetime of an access token: 90 days. */
const ACCESS_TOKEN_LIFETIME_SECONDS = 7_776_000;

/** Everything of the sandbox that is not a code or a token, keyed by its id. */
export interface Population {
  readonly users: Map<string, User>;
  readonly apps: Map<string, App>;
  readonly teams: Map<string, Team>;
  readonly folders: Map<string, Folder>;
  readonly files: Map<string, DesignFile>;
}

/** Builds fresh objects each time; the same seed gives the same ids. Throws with the name of what a seed refers to in vain. */
export function populate(seed: Seed): Population {
  return new Populator(seed).population;
}

class Populator {
  readonly population: Population;
  private readonly users: ReadonlyMap<string, User>;
  private readonly teams: ReadonlyMap<string, Team>;
  private readonly folders = new Map<string, Folder>();
  private readonly pages = new Map<string, readonly PageSeed[]>();
  private readonly library = new Library();

  constructor(seed: Seed) {
    this.users = new Map(seed.users.map((user) => [user.alias, { ...user }]));
    this.teams = new Map((seed.teams ?? []).map((team) => [team.alias, this.team(team)]));
    for (const folder of seed.folders ?? []) this.folders.set(folder.alias, this.folder(folder));
    const files = (seed.files ?? []).map((file) => this.file(file));
    this.population = {
      users: byId(this.users.values()),
      apps: new Map((seed.apps ?? []).map((app) => [app.clientId, newApp(app)])),
      teams: byId(this.teams.values()),
      folders: byId(this.folders.values()),
      files: new Map(files.map((file) => [file.key, file])),
    };
  }

  private team({ id, name, members }: TeamSeed): Team {
    return { id, name, members: this.rolesById(members) };
  }

  private rolesById<R>(roles: Readonly<Record<string, R>> = {}): Map<string, R> {
    return new Map(Object.entries(roles).map(([alias, role]) => [this.userId(alias), role]));
  }

  private folder(seed: FolderSeed): Folder {
    const parent = seed.in === undefined ? null : found(this.folders, seed.in, 'folder');
    return {
      id: seed.id,
      name: seed.name,
      teamId: parent?.teamId ?? found(this.teams, seed.team ?? '', 'team').id,
      parentFolderId: parent?.id ?? null,
      invited: seed.invited ? new Set(seed.invited.map((alias) => this.userId(alias))) : null,
      createdAt: new Date(seed.createdAt),
    };
  }

  private file(seed: FileSeed): DesignFile {
    const pages = [...(this.pages.get(seed.branchOf ?? '') ?? []), ...(seed.pages ?? [])];
    this.pages.set(seed.key, pages);
    const library = seed.branchOf === undefined ? this.library : new Library(this.library);
    const content = new DocumentBuilder(seed.key, library).build(pages, seed.styles);
    const file: DesignFile = {
      key: seed.key,
      name: seed.name,
      folderId: seed.folder === undefined ? null : found(this.folders, seed.folder, 'folder').id,
      editorType: seed.editorType ?? 'figma',
      creatorId: this.userId(seed.creator),
      linkAccess: seed.linkAccess ?? 'inherit',
      invited: this.rolesById(seed.invited),
      mainFileKey: seed.branchOf ?? null,
      versions: seed.versions.map((version, index) => this.version(seed.key, version, index, content)),
      comments: [],
    };
    file.comments = (seed.comments ?? []).flatMap((comment, index) => this.thread(file, comment, index));
    return file;
  }

  private version(fileKey: string, seed: VersionSeed, index: number, content: FileDocument): FileVersion {
    return {
      id: longId(fileKey, 'version', index),
      createdAt: new Date(seed.at),
      label: seed.label ?? null,
      description: seed.description ?? null,
      userId: this.userId(seed.by),
      content: seed.without ? contentWithout(content, new Set(seed.without)) : content,
    };
  }

  private thread(file: DesignFile, seed: CommentSeed, index: number): Comment[] {
    const root: Comment = {
      ...this.comment(file.key, seed, [index]),
      resolvedAt: seed.resolvedAt === undefined ? null : new Date(seed.resolvedAt),
      parentId: null,
      clientMeta: this.pinOf(file, seed),
      orderId: String(index + 1),
    };
    const replies = (seed.replies ?? []).map((reply, at) => ({
      ...this.comment(file.key, reply, [index, at]),
      resolvedAt: null,
      parentId: root.id,
      clientMeta: null,
      orderId: null,
    }));
    return [root, ...replies];
  }

  private comment(
    fileKey: string,
    { by, at, message }: Pick<CommentSeed, 'by' | 'at' | 'message'>,
    path: readonly number[],
  ): Pick<Comment, 'id' | 'uuid' | 'userId' | 'message' | 'createdAt'> {
    const id = shortId(fileKey, 'comment', ...path);
    return { id, uuid: uuidOf(fileKey, id), userId: this.userId(by), message, createdAt: new Date(at) };
  }

  private pinOf(file: DesignFile, { on, offset }: CommentSeed): Record<string, unknown> {
    const [x, y] = offset ?? [24, 24];
    if (on === undefined) return { x, y };
    const node = [...walk(currentVersion(file).content.document)].find((candidate) => candidate.name === on);
    if (!node) throw new Error(`file ${file.key}: a comment is pinned to ${on}, which is not there`);
    return { node_id: node.id, node_offset: { x, y } };
  }

  private userId(alias: string): string {
    return found(this.users, alias, 'user').id;
  }
}

export function newApp(seed: AppSeed): App {
  return {
    clientId: seed.clientId,
    clientSecret: seed.clientSecret ?? '',
    name: seed.name ?? seed.clientId,
    kind: seed.kind ?? 'private',
    organization: seed.organization ?? '',
    redirectUris: [...(seed.redirectUris ?? [])],
    scopes: [...(seed.scopes ?? [])],
    accessTokenLifetimeSeconds: seed.accessTokenLifetimeSeconds ?? ACCESS_TOKEN_LIFETIME_SECONDS,
  };
}

function contentWithout(content: FileDocument, names: ReadonlySet<string>): FileDocument {
  return { ...content, document: withoutNodes(content.document, (node) => names.has(node.name)) };
}

function found<T>(map: ReadonlyMap<string, T>, name: string, kind: string): T {
  const value = map.get(name);
  if (value === undefined) throw new Error(`the seed names no ${kind} ${name || '(empty)'}`);
  return value;
}

function byId<T extends { readonly id: string }>(values: Iterable<T>): Map<string, T> {
  return new Map([...values].map((value) => [value.id, value]));
}

import type { SandboxClock } from '../clock.js';
import { longId } from '../ids.js';
import type { AppSeed, Seed } from '../seed/seed.types.js';
import { currentVersion } from './entities.js';
import type { App, DesignFile, FileVersion, Folder, Team, User } from './entities.js';
import { GrantStore } from './grants.js';
import { newApp, populate } from './populate.js';
import type { Population } from './populate.js';
import type { SceneNode } from './scene.js';

export interface FileEdit {
  /** Alias, handle, e-mail or id; the file's creator without it. */
  readonly by?: string;
  /** Names the version; without it the edit is an autosave. */
  readonly label?: string;
  readonly rename?: string;
  /** Changes a private copy of the document in place; earlier versions keep theirs. */
  readonly change?: (document: SceneNode) => void;
}

/** Everything the sandbox knows. Tests may read it, use the verbs below, or change the entities directly. */
export class SandboxState {
  readonly grants: GrantStore;
  private population: Population;

  constructor(
    private readonly seed: Seed,
    private readonly clock: SandboxClock,
  ) {
    this.grants = new GrantStore(clock);
    this.population = populate(seed);
  }

  get users(): ReadonlyMap<string, User> {
    return this.population.users;
  }
  get apps(): ReadonlyMap<string, App> {
    return this.population.apps;
  }
  get teams(): ReadonlyMap<string, Team> {
    return this.population.teams;
  }
  get folders(): ReadonlyMap<string, Folder> {
    return this.population.folders;
  }
  get files(): ReadonlyMap<string, DesignFile> {
    return this.population.files;
  }

  /** By alias, id, handle or e-mail; throws when there is none. */
  user(reference: string): User {
    const user = this.findUser(reference);
    if (!user) throw new Error(`no user ${reference}`);
    return user;
  }

  findUser(reference: string): User | undefined {
    const wanted = reference.toLowerCase();
    return [...this.users.values()].find((user) =>
      [user.alias, user.id, user.handle, user.email].some((name) => name.toLowerCase() === wanted),
    );
  }

  app(clientId: string): App {
    const app = this.apps.get(clientId);
    if (!app) throw new Error(`no app ${clientId}`);
    return app;
  }

  file(key: string): DesignFile {
    const file = this.files.get(key);
    if (!file) throw new Error(`no file ${key}`);
    return file;
  }

  addApp(seed: AppSeed): App {
    const app = newApp(seed);
    this.population.apps.set(app.clientId, app);
    return app;
  }

  registerRedirectUri(clientId: string, redirectUri: string): void {
    const app = this.app(clientId);
    if (!app.redirectUris.includes(redirectUri)) app.redirectUris.push(redirectUri);
  }

  /** The user removes the app in Figma's settings (all apps without `clientId`). */
  revokeTokens(user: string, clientId?: string): void {
    this.grants.revoke(this.user(user).id, clientId);
  }

  /** Ends the lifetime of all access tokens; refresh tokens live on. */
  expireAccessTokens(): void {
    this.grants.expireAccessTokens();
  }

  /** Saves a new version of a file, which gets a new version id whether or not anything differs. */
  editFile(key: string, { by, label, rename, change }: FileEdit = {}): FileVersion {
    const file = this.file(key);
    const { content } = currentVersion(file);
    const document = change ? structuredClone(content.document) : content.document;
    change?.(document);
    if (rename !== undefined) file.name = rename;
    const version: FileVersion = {
      id: longId(key, 'version', file.versions.length),
      createdAt: new Date(this.clock.now()),
      label: label ?? null,
      description: null,
      userId: by === undefined ? file.creatorId : this.user(by).id,
      content: { ...content, document },
    };
    file.versions.push(version);
    return version;
  }

  reset(): void {
    this.population = populate(this.seed);
    this.grants.reset();
  }
}

/** What a figma.com link points at. `fileKey` is the main file's key, also on a branch. */
export type FigmaLink =
  | { readonly kind: 'team'; readonly teamId: string }
  | { readonly kind: 'folder'; readonly folderId: string; readonly teamId?: string }
  | { readonly kind: 'file'; readonly fileKey: string; readonly nodeId?: string }
  | { readonly kind: 'branch'; readonly fileKey: string; readonly branchKey: string; readonly nodeId?: string };

/** Longer texts are not links that a browser's address bar gave. */
const longestLink = 4096;
const figmaHosts: ReadonlySet<string> = new Set(['figma.com', 'www.figma.com', 'embed.figma.com']);

/** First path segments under which files open, one for each kind of editor or view. */
const fileViews: ReadonlySet<string> = new Set([
  'file', 'design', 'board', 'jam', 'slides', 'deck', 'make', 'site', 'sites', 'buzz', 'proto', 'dev',
]); // prettier-ignore

const fileKeyPattern = /^[A-Za-z0-9_-]{1,128}$/;
const idPattern = /^\d{1,32}$/;

/** A file or branch key as the API takes it; the only form in which a key may reach a path. */
export function isFileKey(text: string): boolean {
  return fileKeyPattern.test(text);
}

/** Team and folder ids are digits; they exceed 2^53 and stay text. */
export function isNumericId(text: string): boolean {
  return idPattern.test(text);
}

/**
 * Reads every form of link that Figma's address bar, share dialog and embed snippets give.
 * @param webUrl the configured FIGMA_WEB_URL; its host counts as Figma's (sandboxes)
 * @returns null for anything else: other hosts, community pages, links that only look alike
 */
export function parseFigmaLink(text: string, webUrl = 'https://www.figma.com'): FigmaLink | null {
  const url = parseUrl(text.trim(), webUrl);
  if (!url) return null;
  const embedded = url.pathname === '/embed' ? url.searchParams.get('url') : null;
  if (embedded !== null) return fromPlainLink(parseUrl(embedded, webUrl));
  return fromPlainLink(url);
}

function fromPlainLink(url: URL | null): FigmaLink | null {
  const segments = url === null ? null : pathSegments(url);
  if (!url || !segments) return null;
  return asFile(segments, url) ?? asFolder(segments) ?? asTeam(segments);
}

function parseUrl(text: string, webUrl: string): URL | null {
  if (text.length > longestLink) return null;
  const absolute = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  const url = URL.canParse(absolute) ? new URL(absolute) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return null;
  return figmaHosts.has(url.host) || url.host === new URL(webUrl).host ? url : null;
}

function pathSegments(url: URL): string[] | null {
  try {
    return url.pathname.split('/').slice(1).map(decodeURIComponent);
  } catch {
    return null;
  }
}

/** `/{view}/<file key>[/branch/<branch key>][/<name>]` */
function asFile(segments: readonly string[], url: URL): FigmaLink | null {
  const [view, fileKey, marker, branchKey] = segments;
  if (!view || !fileViews.has(view) || !fileKey || fileKey === 'new' || !isFileKey(fileKey)) return null;
  const nodeId = parseNodeId(url.searchParams.get('node-id'));
  const node = nodeId === null ? {} : { nodeId };
  if (marker === 'branch' && branchKey !== undefined && isFileKey(branchKey)) {
    return { kind: 'branch', fileKey, branchKey, ...node };
  }
  return { kind: 'file', fileKey, ...node };
}

/** `/files[/<org id>][/team/<team id>]/{project|folder}/<id>` and the short `/{project|folder}/<id>`. */
function asFolder(segments: readonly string[]): FigmaLink | null {
  const at = segments.findIndex((segment) => segment === 'project' || segment === 'folder');
  const folderId = segments[at + 1];
  if (at < 0 || !isListingPath(segments, at) || !folderId || !isNumericId(folderId)) return null;
  const team = asTeam(segments.slice(0, at));
  return { kind: 'folder', folderId, ...(team?.kind === 'team' ? { teamId: team.teamId } : {}) };
}

/** `/files[/<org id>]/team/<team id>[/...]` */
function asTeam(segments: readonly string[]): FigmaLink | null {
  const at = segments.indexOf('team');
  const teamId = segments[at + 1];
  if (at < 1 || !isListingPath(segments, at) || !teamId || !isNumericId(teamId)) return null;
  return { kind: 'team', teamId };
}

/** True when what precedes the marker is nothing, or `files` with ids and team markers only: names come after ids. */
function isListingPath(segments: readonly string[], markerAt: number): boolean {
  const [first, ...rest] = segments.slice(0, markerAt);
  return (
    first === undefined || (first === 'files' && rest.every((segment) => segment === 'team' || isNumericId(segment)))
  );
}

/**
 * The API's form of a node id: `1-2` in links is `1:2`, and an instance's child is `I1:2;3:4`.
 * @returns null when the text is not a node id in either form
 */
export function parseNodeId(text: string | null): string | null {
  if (text === null || text.length > 512 || !/^I?-?\d+[:-]-?\d+(;-?\d+[:-]-?\d+)*$/.test(text)) return null;
  return text.replace(/(-?\d+)[:-](-?\d+)/g, '$1:$2');
}

import { InvalidRequestError } from '../../platform/errors/common.errors.js';
import { parseNodeId } from '../links.js';

/** Parameters in Figma's own names, normalised: equal questions have equal parameters. Absent means absent. */
export type FigmaParameters = Readonly<Record<string, string>>;

/** Answers the normalised value, '' to leave the parameter out because it is Figma's default, or null when it is not valid. */
type Normalise = (value: string) => string | null;

const longestValue = 8192;
const deepest = 1000;

/** `GET /v1/files/:key`, figma-platform 3.2. */
const fileParameters: Readonly<Record<string, Normalise>> = {
  version: (value) => (/^[A-Za-z0-9:._-]{1,128}$/.test(value) ? value : null),
  ids: (value) => normaliseList(value, parseNodeId),
  depth: (value) => (/^[1-9]\d{0,3}$/.test(value) && Number(value) <= deepest ? value : null),
  geometry: (value) => (value === 'paths' ? value : null),
  plugin_data: (value) => normaliseList(value, (item) => (item === 'shared' || /^\d{1,32}$/.test(item) ? item : null)),
  branch_data: normaliseFlag,
};

/** `GET /v1/files/:key/comments`. */
const commentsParameters: Readonly<Record<string, Normalise>> = { as_md: normaliseFlag };

/** @throws InvalidRequestError (400) that names the parameter; unknown parameters are ignored */
export function parseFileQuery(query: unknown): FigmaParameters {
  return parseParameters(query, fileParameters);
}

/** @throws InvalidRequestError (400) that names the parameter; unknown parameters are ignored */
export function parseCommentsQuery(query: unknown): FigmaParameters {
  return parseParameters(query, commentsParameters);
}

function parseParameters(query: unknown, known: Readonly<Record<string, Normalise>>): FigmaParameters {
  const given = new Map(Object.entries(query ?? {}));
  const parsed: Record<string, string> = {};
  for (const [name, normalise] of Object.entries(known)) {
    const value: unknown = given.get(name);
    if (value === undefined) continue;
    const normal = typeof value === 'string' && value.length <= longestValue ? normalise(value) : null;
    if (normal === null) throw new InvalidRequestError(`${name} is not valid`);
    if (normal !== '') parsed[name] = normal;
  }
  return parsed;
}

/** Order and repetition do not change what Figma answers. */
function normaliseList(value: string, normalise: (item: string) => string | null): string | null {
  const items = value.split(',').map((item) => normalise(item.trim()));
  return items.some((item) => item === null) ? null : [...new Set(items)].sort().join(',');
}

function normaliseFlag(value: string): string | null {
  if (value === 'true') return 'true';
  return value === 'false' ? '' : null;
}

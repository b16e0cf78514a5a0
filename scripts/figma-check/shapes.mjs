/**
 * The shape of a JSON value: every path that occurs, with the types seen there. Ids used as keys (`1:2`, versions) become `*`,
 * and all members of an array share one path, so that two answers about different files can be compared.
 *
 * @param {unknown} value
 * @returns {Map<string, Set<string>>}
 */
export function shapeOf(value) {
  /** @type {Map<string, Set<string>>} */
  const shape = new Map();
  visit(value, '$', shape, 0);
  return shape;
}

/** Deeper than this a document only repeats itself. */
const deepest = 12;

/** @param {unknown} value @param {string} path @param {Map<string, Set<string>>} shape @param {number} depth */
function visit(value, path, shape, depth) {
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  shape.set(path, (shape.get(path) ?? new Set()).add(type));
  if (depth > deepest) return;
  if (Array.isArray(value)) for (const item of value) visit(item, `${path}[]`, shape, depth + 1);
  else if (type === 'object') {
    for (const [key, member] of Object.entries(/** @type {object} */ (value))) {
      visit(member, `${path}.${looksLikeId(key) ? '*' : key}`, shape, depth + 1);
    }
  }
}

/** @param {string} key */
function looksLikeId(key) {
  return /^[IS]?\d+[:;]/.test(key) || /^\d+$/.test(key) || /^[0-9a-f]{40}$/.test(key);
}

/**
 * What one has and the other lacks. A difference is a place to look: optional members differ between files too.
 *
 * @param {unknown} real
 * @param {unknown} sandbox
 */
export function compareShapes(real, sandbox) {
  const [ours, theirs] = [shapeOf(sandbox), shapeOf(real)];
  const unknownToSandbox = [...theirs.keys()].filter((path) => !ours.has(path) && ours.has(parentOf(path)));
  const inventedBySandbox = [...ours.keys()].filter((path) => !theirs.has(path) && theirs.has(parentOf(path)));
  const otherTypes = [...theirs].filter(([path, types]) =>
    [...types].some((type) => ours.has(path) && !ours.get(path)?.has(type)),
  );
  return {
    unknownToSandbox,
    inventedBySandbox,
    otherTypes: otherTypes.map(([path, types]) => `${path}: ${[...types].join('|')}`),
  };
}

/** @param {string} path */
function parentOf(path) {
  return path.endsWith('[]') ? path.slice(0, -2) : path.slice(0, path.lastIndexOf('.'));
}

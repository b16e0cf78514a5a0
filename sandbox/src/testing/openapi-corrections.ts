export type Json = Record<string, unknown>;

interface Correction {
  readonly reason: string;
  readonly apply: (schemas: Readonly<Record<string, Json>>) => void;
}

const alternatives = (schema: Json): void => {
  schema.anyOf = schema.oneOf;
  delete schema.oneOf;
};

const propertiesOf = (schema: Json | undefined): Readonly<Record<string, Json>> =>
  (schema?.properties ?? {}) as Readonly<Record<string, Json>>;

/** Where the sandbox follows the live service, or sense, against the letter of Figma's OpenAPI file. */
const CORRECTIONS: readonly Correction[] = [
  {
    reason: 'live replies carry no client_meta, which the file requires of every comment',
    apply: ({ Comment: comment = {} }) => {
      comment.required = (comment.required as string[]).filter((name) => name !== 'client_meta');
    },
  },
  {
    reason: 'live comments carry a uuid that the file does not know',
    apply: ({ Comment: comment }) => {
      Object.assign(propertiesOf(comment), { uuid: { type: 'string', format: 'uuid' } });
    },
  },
  {
    reason: 'a Region is a Vector too, and a FrameOffsetRegion a FrameOffset: exactly one of the four cannot be met',
    apply: ({ Comment: comment }) => {
      alternatives(propertiesOf(comment).client_meta ?? {});
    },
  },
  {
    reason: 'both forms of a connector end have only optional properties: exactly one of the two cannot be met',
    apply: ({ ConnectorEndpoint: endpoint = {} }) => {
      alternatives(endpoint);
    },
  },
];

export const CORRECTION_REASONS = CORRECTIONS.map(({ reason }) => reason);

/** A copy of the OpenAPI file with the corrections. */
export function correct(document: Json): Json {
  const copy = structuredClone(document);
  const { schemas } = copy.components as { schemas: Readonly<Record<string, Json>> };
  for (const { apply } of CORRECTIONS) apply(schemas);
  return copy;
}

/**
 * The same schemas, read more strictly: unknown properties are refused, so that a misspelt optional one is found, and
 * unions with a discriminator are decided by it alone, so that errors name the property at fault and not the union.
 */
export function tighten(value: Json): Json {
  return tightenValue(value, false) as Json;
}

function tightenValue(value: unknown, isPart: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => tightenValue(item, isPart));
  if (typeof value !== 'object' || value === null) return value;
  const schema = value as Json;
  const decided = hasDiscriminator(schema) ? { ...schema, oneOf: undefined, allOf: branches(schema) } : schema;
  const entries = Object.entries(decided).filter(([, inner]) => inner !== undefined);
  const copy = Object.fromEntries(entries.map(([key, inner]) => [key, tightenEntry(key, inner)]));
  return !isPart && isObjectSchema(copy) ? { ...copy, unevaluatedProperties: false } : copy;
}

/** Members of an allOf or a union see only a share of the properties; the whole is closed around them. */
function tightenEntry(key: string, inner: unknown): unknown {
  if (key === 'mapping' || key === 'example' || key === 'security') return inner;
  if (key === 'schemas' || key === 'responses') return mapValues(inner as Json, (schema) => tightenValue(schema, true));
  return tightenValue(inner, ['allOf', 'oneOf', 'anyOf', 'then', 'if'].includes(key));
}

function mapValues(record: Json, map: (value: unknown) => unknown): Json {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

function isObjectSchema(schema: Json): boolean {
  if (typeof schema.$ref === 'string') return true;
  return (
    Array.isArray(schema.allOf) || Array.isArray(schema.oneOf) || (schema.type === 'object' && 'properties' in schema)
  );
}

function hasDiscriminator(schema: Json): boolean {
  return Array.isArray(schema.oneOf) && typeof schema.discriminator === 'object';
}

function branches({ discriminator }: Json): Json[] {
  const { propertyName, mapping } = discriminator as { propertyName: string; mapping: Record<string, string> };
  const known = { properties: { [propertyName]: { enum: Object.keys(mapping) } }, required: [propertyName] };
  const cases = Object.entries(mapping).map(([name, $ref]) => ({
    if: { properties: { [propertyName]: { const: name } } },
    then: { $ref },
  }));
  return [known, ...cases];
}

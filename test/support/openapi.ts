import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import findMyWay, { type HTTPMethod } from 'find-my-way';

export type Schema = Readonly<Record<string, unknown>>;

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

interface MediaType {
  readonly schema?: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly $ref: string }>>;
}

interface DocumentedResponse {
  readonly headers?: Readonly<Record<string, { readonly $ref: string }>>;
  readonly content?: Readonly<Record<string, MediaType>>;
}

interface RawOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly security: readonly unknown[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, MediaType>> };
  readonly responses: Readonly<Record<string, DocumentedResponse>>;
}

export interface Operation extends RawOperation {
  /** In capitals. */
  readonly method: string;
  /** With `{name}` in place of parameters. */
  readonly template: string;
  readonly isPublic: boolean;
}

export interface OpenApiDocument {
  readonly openapi: string;
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly headers: Readonly<Record<string, { readonly required: boolean }>>;
    readonly examples: Readonly<Record<string, { readonly value: unknown }>>;
  };
}

/** What came back, whoever fetched it. Names of `headers` are in lower case. */
export interface SeenAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export const committedFile = resolve(__dirname, '../../openapi.json');
export const document = JSON.parse(readFileSync(committedFile, 'utf8')) as OpenApiDocument;

export const operations: readonly Operation[] = Object.entries(document.paths).flatMap(([template, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    ...operation,
    method: method.toUpperCase(),
    template,
    isPublic: operation.security.length === 0,
  })),
);

const router = findMyWay({ maxParamLength: 5_000 });
for (const operation of operations) {
  const pattern = operation.template.replace(/\{(\w+)\}/g, ':$1');
  router.on(operation.method as HTTPMethod, pattern, () => undefined, operation);
}

/** @param path as it is sent, with or without a query; a parameter is never empty */
export function findOperation(method: string, path: string): Operation | null {
  const [pathname = '/'] = path.split('?');
  const found = router.find(method as HTTPMethod, pathname);
  if (found === null || Object.values(found.params).includes('')) return null;
  return found.store as Operation;
}

/** The methods that the document has for a concrete path, in the order of the alphabet. */
export function documentedMethods(path: string): string[] {
  const methods = [...new Set(operations.map(({ method }) => method))];
  return methods.filter((method) => findOperation(method, path) !== null).sort();
}

const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
addFormats.default(ajv);
// The document stands as one schema, so that its own references resolve; the words of OpenAPI around the schemas mean nothing to ajv.
ajv.addVocabulary(['externalDocs', ...Object.keys(document)]);
ajv.addSchema(withClosedSchemas(document), 'openapi.json');
const compiled = new Map<string, ValidateFunction>();

/** Our own objects have the documented members and no others; what passes through from Figma says that it is open. */
function withClosedSchemas(open: OpenApiDocument): object {
  const close = (schema: Schema): Schema =>
    'properties' in schema ? { additionalProperties: false, ...schema } : schema;
  const schemas = Object.entries(open.components.schemas).map(([name, schema]) => [name, close(schema)] as const);
  return { ...open, components: { ...open.components, schemas: Object.fromEntries(schemas) } };
}

/** Answers what is wrong with a value, in ajv's words. `pointer` leads to a schema of the document: names without escapes. */
export function schemaProblems(pointer: readonly string[], value: unknown): string[] {
  const path = pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
  const validate = compiled.get(path) ?? ajv.compile({ $ref: `openapi.json#/${path}` });
  compiled.set(path, validate);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) =>
    [instancePath || '/', message, JSON.stringify(params)].join(' '),
  );
}

/** A body made of the examples of its members, or undefined for an operation without a body. */
export function sampleBody({ requestBody }: Pick<Operation, 'requestBody'>): Record<string, unknown> | undefined {
  const schema = requestBody?.content['application/json']?.schema;
  if (!schema) return undefined;
  const name = String(schema.$ref).replace('#/components/schemas/', '');
  const properties = (document.components.schemas[name]?.properties ?? {}) as Record<string, { examples?: unknown[] }>;
  return Object.fromEntries(Object.entries(properties).map(([member, { examples = [] }]) => [member, examples[0]]));
}

/** What no operation lists, because every address gives it before it is looked at. */
const anywhere: ReadonlySet<number> = new Set([405, 408, 431]);

/** Status, required header fields, media type and body against the document. */
export function answerProblems(operation: Operation, answer: SeenAnswer): string[] {
  if (anywhere.has(answer.status)) return schemaProblems(['components', 'schemas', 'ErrorDto'], parse(answer.body));
  const response = operation.responses[String(answer.status)];
  if (!response) return [`the status ${answer.status} is not documented`];
  return [...headerProblems(response, answer), ...contentProblems(operation, response, answer)];
}

function headerProblems({ headers = {} }: DocumentedResponse, answer: SeenAnswer): string[] {
  const required = Object.keys(headers).filter((name) => document.components.headers[name]?.required);
  const missing = required.filter((name) => answer.headers[name.toLowerCase()] === undefined);
  return missing.map((name) => `the field ${name} is missing`);
}

function contentProblems(operation: Operation, { content }: DocumentedResponse, answer: SeenAnswer): string[] {
  if (!content) return answer.body === '' ? [] : ['the answer has a body, and none is documented'];
  const [mediaType = ''] = (answer.headers['content-type'] ?? '').split(';');
  if (!(mediaType in content)) return [`the media type "${mediaType}" is not documented`];
  if (mediaType !== 'application/json') return [];
  const { method, template } = operation;
  const place = ['paths', template, method.toLowerCase(), 'responses', String(answer.status), 'content', mediaType];
  return schemaProblems([...place, 'schema'], parse(answer.body));
}

/** Undefined for what is not JSON, which no schema of ours allows. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Throws when an answer is not what openapi.json says. Paths and methods that it does not have pass. The body stays unread. */
export async function expectDocumented(response: Response, method: string, path: string): Promise<void> {
  const operation = findOperation(method, path);
  if (!operation) return;
  const headers = Object.fromEntries(response.headers);
  const isStream = headers['content-type']?.startsWith('text/event-stream') === true;
  const body = isStream ? '' : await response.clone().text();
  const problems = answerProblems(operation, { status: response.status, headers, body });
  if (problems.length === 0) return;
  const what = `${method} ${path} answered ${response.status}, which openapi.json (${operation.operationId}) does not allow`;
  throw new Error([`${what}:`, ...problems, body.slice(0, 500)].join('\n'));
}

import type { OpenAPIObject } from '@nestjs/swagger';
import { errorExamples } from '../errors/api-errors.decorator.js';
import { headerComponents, headersNamed, type HeaderName, rateLimitHeaders } from './headers.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Response = Extract<Operation['responses'][string], { description: string }>;

const methods = ['get', 'put', 'post', 'delete', 'patch'] as const;

/** What holds for every operation, so that no controller has to say it; and JSON Schema 2020-12 in place of 3.0's dialect. */
export function completeDocument(document: OpenAPIObject): OpenAPIObject {
  for (const operation of operationsOf(document)) completeOperation(operation);
  const components = {
    ...document.components,
    headers: headerComponents(),
    examples: errorExamples(),
  };
  const complete = { ...document, components };
  return withoutUnused(toSchemaDialect(complete) as OpenAPIObject);
}

function operationsOf(document: OpenAPIObject): Operation[] {
  return Object.values(document.paths).flatMap((path) => methods.flatMap((method) => path[method] ?? []));
}

/** An explicit empty list says "public"; without it a reader could think that it was forgotten. */
function completeOperation(operation: Operation): void {
  operation.security ??= [];
  const isLimited = operation.responses['429'] !== undefined;
  for (const [status, response] of Object.entries(operation.responses)) {
    const counted = isLimited && (Number(status) < 400 || status === '429');
    addHeaders(response as Response, ['X-Request-Id', ...(counted ? rateLimitHeaders : [])]);
  }
}

function addHeaders(response: Response, names: readonly HeaderName[]): void {
  response.headers = { ...response.headers, ...headersNamed(names) };
}

/**
 * `example` of a schema is a word of OpenAPI 3.0 that 3.1 deprecates for JSON Schema's `examples`; `example` of a media type
 * or a parameter is not, and stays. Examples themselves are data and are not looked into.
 */
function toSchemaDialect(value: unknown, key = ''): unknown {
  if (key === 'examples' || key === 'example' || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => toSchemaDialect(item));
  const entries = Object.entries(value).map(([name, member]) => [name, toSchemaDialect(member, name)] as const);
  const converted = Object.fromEntries(entries);
  if (!isSchema(converted) || !('example' in converted)) return converted;
  const { example, ...schema } = converted;
  return { ...schema, examples: [example] };
}

/** Media types and parameters hold a schema; schemas have a type, or stand for another one. */
function isSchema(value: Readonly<Record<string, unknown>>): boolean {
  return !('schema' in value) && ('type' in value || 'enum' in value || 'allOf' in value);
}

/** Components that no operation uses would only make a reader look for who does. */
function withoutUnused(document: OpenAPIObject): OpenAPIObject {
  const text = JSON.stringify(document);
  const isUsed = (kind: string, name: string): boolean => text.includes(`"#/components/${kind}/${name}"`);
  const keep = <T>(kind: string, all: Readonly<Record<string, T>> = {}): Record<string, T> =>
    Object.fromEntries(Object.entries(all).filter(([name]) => isUsed(kind, name)));
  const { headers, examples, ...components } = document.components ?? {};
  return {
    ...document,
    components: { ...components, headers: keep('headers', headers), examples: keep('examples', examples) },
  };
}

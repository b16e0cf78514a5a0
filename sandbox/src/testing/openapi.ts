import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { FormatsPlugin } from 'ajv-formats';
import { parse } from 'yaml';
import { correct, tighten } from './openapi-corrections.js';
import type { Json } from './openapi-corrections.js';

const METHODS = ['get', 'post', 'put', 'delete'] as const;

export interface SpecOperation {
  readonly operationId: string;
  readonly method: string;
  /** With `{name}` parameters. */
  readonly path: string;
  readonly deprecated: boolean;
  readonly responses: Readonly<Record<string, { readonly $ref: string }>>;
  /** The OAuth scopes of which one is enough. */
  readonly scopes: readonly string[];
}

interface SpecEntry {
  readonly operationId: string;
  readonly deprecated?: boolean;
  readonly responses: Readonly<Record<string, { readonly $ref: string }>>;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
}

type SpecPaths = Readonly<Record<string, Readonly<Record<string, SpecEntry>>>>;

/** Answers that the file does not declare and the sandbox gives all the same, with the shape they must have. */
export const UNDECLARED: Readonly<Record<string, { readonly reason: string; readonly response: string }>> = {
  'getProjectFiles 404': {
    reason: 'the file declares no answer for a project that does not exist; folders, its new name, answer 404',
    response: 'NotFoundErrorResponseWithErrMessage',
  },
};

/** Figma's own description of its REST API, as a judge of answers. */
export class OpenApi {
  readonly operations: readonly SpecOperation[];
  private readonly ajv = new Ajv2020({ strict: false });
  private readonly validators = new Map<string, ValidateFunction>();

  constructor() {
    const require = createRequire(import.meta.url);
    const path = require.resolve('@figma/rest-api-spec/openapi/openapi.yaml');
    const document = parse(readFileSync(path, 'utf8')) as Json;
    (formats as unknown as FormatsPlugin)(this.ajv);
    this.operations = operationsOf(document.paths as SpecPaths);
    this.ajv.addSchema(tighten(correct(document)), 'figma');
  }

  /** Throws unless `body` is what the file says this operation answers with this status. */
  check(method: string, path: string, status: number, body: unknown): void {
    const operation = this.find(method, path);
    const response = responseOf(operation, status);
    const validate = this.validatorFor(response);
    if (validate(body)) return;
    const [error] = validate.errors ?? [];
    throw new Error(
      `${operation.operationId} ${status}: ${error?.instancePath ?? ''} ${JSON.stringify(error?.params)} ${error?.message ?? ''}`,
    );
  }

  find(method: string, path: string): SpecOperation {
    const operation = this.operations.find((one) => one.method === method && matches(one.path, path));
    if (!operation) throw new Error(`the OpenAPI file has no ${method} ${path}`);
    return operation;
  }

  private validatorFor(response: string): ValidateFunction {
    const known = this.validators.get(response);
    if (known) return known;
    const $ref = `figma#/components/responses/${response}/content/application~1json/schema`;
    const validate = this.ajv.compile({ $ref, unevaluatedProperties: false });
    this.validators.set(response, validate);
    return validate;
  }
}

function operationsOf(paths: SpecPaths): SpecOperation[] {
  return Object.entries(paths).flatMap(([path, entries]) =>
    METHODS.flatMap((method) => {
      const entry = entries[method];
      if (!entry) return [];
      const { operationId, responses, deprecated = false } = entry;
      const scopes = entry.security?.flatMap((one) => one.OAuth2 ?? []) ?? [];
      return [{ operationId, method: method.toUpperCase(), path, deprecated, responses, scopes }];
    }),
  );
}

function responseOf({ operationId, responses }: SpecOperation, status: number): string {
  const declared = responses[String(status)]?.$ref.split('/').at(-1);
  const name = declared ?? UNDECLARED[`${operationId} ${status}`]?.response;
  if (name === undefined) throw new Error(`${operationId} does not answer ${status}`);
  return name;
}

function matches(template: string, path: string): boolean {
  return new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path);
}

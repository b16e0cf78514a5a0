import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describeApi } from '../../src/docs.setup.js';
import { errorCatalogue, type ErrorCode } from '../../src/platform/errors/error-catalogue.js';
import { startApp, type TestApp } from '../support/app.js';
import { committedFile, document, type Operation, operations, sampleBody, schemaProblems } from '../support/openapi.js';
import { smallTeam } from '../support/team-seed.js';

const root = dirname(committedFile);
const all = operations.map((operation) => [operation.operationId, operation] as const);

describe('openapi.json', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ seed: smallTeam });
  });
  afterAll(() => app.close());

  it('is what the application describes; after a change: npm run build:service && node dist/cli.js openapi > openapi.json', async () => {
    const described = `${JSON.stringify(await describeApi(app.app), null, 2)}\n`;
    if (process.env.UPDATE_OPENAPI) await writeFile(committedFile, described);
    const committed = await readFile(committedFile, 'utf8');
    expect(JSON.parse(committed)).toEqual(JSON.parse(described));
    expect(committed).toBe(described);
  });

  it('has every route that the application serves, but the page and the documentation', () => {
    const served = routesOf(app.app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false }));
    const known = operations.map(({ method, template }) => `${method} ${template.replace(/\{(\w+)\}/g, ':$1')}`);
    const isPage = (route: string): boolean => /^(GET|HEAD) \/($|settings\/)|^OPTIONS /.test(route);
    expect(served.filter((route) => !isPage(route)).sort()).toEqual([...known].sort());
  });
});

/** Fastify prints its router as a tree, four columns a level. */
function routesOf(tree: string): string[] {
  const prefixes: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, branch = '', part = '', methods = ''] =
      /^((?:[│ ] {3})*[├└]── )(\S+)(?: \(([A-Z, ]+)\))?/.exec(line) ?? [];
    const level = branch.length / 4;
    if (level === 0) return [];
    const path = `${prefixes[level - 1] ?? ''}${part}`.replace('//', '/');
    prefixes[level] = path;
    return methods === '' ? [] : methods.split(', ').map((method) => `${method} ${path}`);
  });
}

describe('the document', () => {
  it('is OpenAPI 3.1 without the words of 3.0 that it dropped', () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(JSON.stringify(document)).not.toMatch(/"nullable":|"exclusive(Min|Max)imum":(true|false)/);
  });

  it('passes Redocly, with warnings counted as errors', async () => {
    const cli = resolve(root, 'node_modules/@redocly/cli/bin/cli.js');
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', NO_COLOR: '1' };
    const { stderr } = await promisify(execFile)(process.execPath, [cli, 'lint', 'openapi.json'], { cwd: root, env });
    expect(stderr).toContain('Your API description is valid');
  });

  it('names every operation once, as a verb and a noun', () => {
    const names = operations.map(({ operationId }) => operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+([A-Z][a-z]+)+$/);
  });

  it('explains every tag, and has none that is not used', () => {
    const used = new Set(operations.flatMap(({ tags }) => tags));
    expect(document.tags.map(({ name }) => name).sort()).toEqual([...used].sort());
    for (const { description } of document.tags) expect(description).not.toBe('');
  });

  it('carries no address of the machine that made it', () => {
    expect(JSON.stringify(document)).not.toMatch(/localhost|127\.0\.0\.1|\/(home|root|work|tmp)\//);
  });
});

describe.each(all)('%s', (_name, operation) => {
  it('has a summary, a description, one tag, and an answer that is not an error', () => {
    expect(operation.summary).not.toBe('');
    expect(operation.description).not.toBe('');
    expect(operation.tags).toHaveLength(1);
    expect(Object.keys(operation.responses).some((status) => Number(status) < 300)).toBe(true);
  });

  it('explains every parameter', () => {
    for (const parameter of operation.parameters) {
      expect(parameter).toMatchObject({ description: expect.stringMatching(/\S/) as string });
      expect(parameter.schema).toHaveProperty('type');
    }
  });

  it('documents the errors that its kind of route can give', () => {
    const codes = documentedCodes(operation);
    expect(codes).toContain('internal_error');
    if (!operation.isPublic)
      expect(codes).toEqual(expect.arrayContaining(['unauthorized', 'rate_limited', 'unavailable']));
    if (operation.method !== 'GET')
      expect(codes).toEqual(expect.arrayContaining(['invalid_request', 'payload_too_large', 'unsupported_media_type']));
    if (operation.template.includes('{provider}')) expect(codes).toContain('unknown_provider');
    if (codes.includes('not_connected') && operation.method === 'GET')
      expect(codes).toEqual(
        expect.arrayContaining(['reconnect_required', 'provider_rate_limited', 'provider_timeout']),
      );
  });

  it('shows examples that its own schemas allow', () => {
    for (const [place, value] of examplesOf(operation))
      expect([place, schemaProblems(place, value)]).toEqual([place, []]);
  });
});

describe('the examples of errors', () => {
  it.each(Object.keys(errorCatalogue) as ErrorCode[])('%s has the body of an error', (code) => {
    const example = document.components.examples[code];
    if (!example) return;
    expect(schemaProblems(['components', 'schemas', 'ErrorDto'], example.value)).toEqual([]);
    expect(example.value).toMatchObject({ code, statusCode: errorCatalogue[code].status });
  });
});

function documentedCodes({ responses }: Operation): string[] {
  const names = Object.values(responses).flatMap(({ content }) =>
    Object.keys(content?.['application/json']?.examples ?? {}),
  );
  return names;
}

/** Every example of an operation, with the place of the schema that it stands for. */
function examplesOf({ template, method, responses, requestBody, parameters }: Operation): [string[], unknown][] {
  const base = ['paths', template, method.toLowerCase()];
  const bodies = Object.entries(responses).flatMap(([status, { content = {} }]) =>
    Object.entries(content).flatMap(([type, media]) => {
      const place = [...base, 'responses', status, 'content', type, 'schema'];
      const named = Object.keys(media.examples ?? {}).map((name) => document.components.examples[name]?.value);
      const values = 'example' in media ? [media.example, ...named] : named;
      return values.map((value): [string[], unknown] => [place, value]);
    }),
  );
  const ofParameters = parameters.flatMap(({ schema }, index) =>
    ((schema.examples ?? []) as unknown[]).map((value): [string[], unknown] => [
      [...base, 'parameters', String(index), 'schema'],
      value,
    ]),
  );
  const ofBody = Object.keys(requestBody?.content ?? {}).map((type): [string[], unknown] => [
    [...base, 'requestBody', 'content', type, 'schema'],
    sampleBody({ requestBody }),
  ]);
  return [...bodies, ...ofParameters, ...ofBody];
}

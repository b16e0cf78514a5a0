import { createFigmaSandbox } from '../sandbox.js';
import type { FigmaSandbox } from '../sandbox.js';
import { figmaOpenApi, RestClient, SEED } from './client.js';
import type { Body } from './client.js';

/** The judge of all other tests here must itself be able to say no. */
describe('the OpenAPI file as a judge', () => {
  let sandbox: FigmaSandbox;
  let file: Record<string, unknown>;
  const judge = (body: unknown) => () => figmaOpenApi().check('GET', '/v1/files/abc', 200, body);

  beforeAll(async () => {
    sandbox = await createFigmaSandbox();
    const ines = await RestClient.signIn(sandbox, 'ines');
    file = (await ines.get(`/v1/files/${SEED.checkout}`)).body;
  });
  afterAll(() => sandbox.close());

  const withFirstPage = (change: (page: Body) => void) => {
    const copy = structuredClone(file) as Body;
    change(copy.document.children[0]);
    return copy;
  };

  it('accepts the file it got from the sandbox', () => {
    expect(judge(file)).not.toThrow();
  });

  it.each([
    ['a missing required property', { ...{}, name: undefined }],
    ['a value of another type', { version: 12 }],
    ['a value outside an enum', { role: 'admin' }],
    ['a date that is none', { lastModified: 'yesterday' }],
    ['a misspelt optional property', { thumbnailURL: 'http://localhost/x' }],
  ])('refuses %s', (_what, change) => {
    const changed = JSON.parse(JSON.stringify({ ...file, ...change })) as unknown;
    expect(judge(changed)).toThrow('getFile 200');
  });

  it('looks into nodes at any depth', () => {
    const deep = (change: (node: Body) => void) =>
      judge(
        withFirstPage((page) => {
          change(page.children[0].children[0].children[0]);
        }),
      );
    expect(
      deep((node) => {
        node.type = 'BLOB';
      }),
    ).toThrow('/document/children/0/children/0/children/0');
    expect(
      deep((node) => {
        node.blendMode = 'LOUD';
      }),
    ).toThrow('blendMode');
    expect(
      deep((node) => {
        node.charactres = 'x';
      }),
    ).toThrow('charactres');
    expect(
      deep((node) => {
        node.absoluteBoundingBox.z = 1;
      }),
    ).toThrow('"unevaluatedProperty":"z"');
  });

  it('refuses statuses and paths that the file does not know', () => {
    expect(() => {
      figmaOpenApi().check('GET', '/v1/me', 404, { status: 404, err: 'Not found' });
    }).toThrow('getMe does not answer 404');
    expect(() => {
      figmaOpenApi().check('GET', '/v1/you', 200, {});
    }).toThrow('no GET /v1/you');
  });

  it('tells the two shapes of errors apart', () => {
    const body = { status: 400, error: true, message: 'No such team' };
    expect(() => {
      figmaOpenApi().check('GET', '/v2/teams/1/folders', 400, body);
    }).not.toThrow();
    expect(() => {
      figmaOpenApi().check('GET', '/v2/teams/1/folders', 403, { ...body, status: 403 });
    }).toThrow();
    expect(() => {
      figmaOpenApi().check('GET', '/v1/files/abc', 400, body);
    }).toThrow();
  });
});

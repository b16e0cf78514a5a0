import { startApp, type TestApp } from '../support/app.js';
import { documentedMethods, document, findOperation, operations, schemaProblems } from '../support/openapi.js';
import { type RawResponse, sendRaw } from '../support/raw-http.js';
import { smallTeam } from '../support/team-seed.js';
import { plainSample } from './samples.js';

const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'];

interface Spelling {
  readonly target: string;
  readonly version?: '1.0';
  readonly headers?: readonly string[];
}

const encodeLast = (path: string): string =>
  path.replace(/[a-z](?=[a-z_]*$)/, (letter) => `%${letter.charCodeAt(0).toString(16)}`);

/** Ways to write an address that some server, proxy or framework takes for the same. */
const spellings: Readonly<Record<string, (path: string) => Spelling>> = {
  'as documented': (path) => ({ target: path }),
  'with a slash at the end': (path) => ({ target: `${path}/` }),
  'with two slashes in front': (path) => ({ target: `/${path}` }),
  'with two slashes inside': (path) => ({ target: path.replace(/(.)\//, '$1//') }),
  'with a letter in percent encoding': (path) => ({ target: encodeLast(path) }),
  'with its first letter in percent encoding': (path) => ({
    target: path.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`),
  }),
  'with encoded slashes': (path) => ({ target: `/${path.slice(1).replaceAll('/', '%2f')}` }),
  'with a path parameter': (path) => ({ target: `${path};x=1` }),
  'with a zero byte': (path) => ({ target: `${path}%00` }),
  'with half an encoding': (path) => ({ target: `${path}%` }),
  'with a space': (path) => ({ target: `${path}%20` }),
  'in capitals': (path) => ({ target: path.toUpperCase() }),
  'with a dot segment': (path) => ({ target: `/.${path}` }),
  'behind another path': (path) => ({ target: `/livez/..${path}` }),
  'behind another path, encoded': (path) => ({ target: `/livez/%2e%2e${path}` }),
  'with backslashes': (path) => ({ target: path.replaceAll('/', '\\') }),
  'with an empty query': (path) => ({ target: `${path}?` }),
  'with a method in the query': (path) => ({ target: `${path}?_method=GET` }),
  'with a method in a header': (path) => ({
    target: path,
    headers: ['X-HTTP-Method-Override: GET', 'X-HTTP-Method: GET', 'X-Method-Override: GET'],
  }),
  'with another address in headers': (path) => ({
    target: path,
    headers: ['X-Original-URL: /livez', 'X-Rewrite-URL: /livez', 'X-Forwarded-Prefix: /livez'],
  }),
  'in absolute form': (path) => ({ target: `http://127.0.0.1${path}` }),
  "in another host's absolute form": (path) => ({ target: `https://livez${path}` }),
  'in HTTP/1.0': (path) => ({ target: path, version: '1.0' }),
};

const paths = [...new Set(operations.map((operation) => plainSample(operation).path.split('?')[0]!))];

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ seed: smallTeam });
});
afterAll(() => app.close());
beforeEach(() => app.sandbox.calls.clear());

function send(method: string, { target, version, headers = [] }: Spelling): Promise<RawResponse> {
  const lines = [`${method} ${target} HTTP/${version ?? '1.1'}`, 'Host: x', 'Connection: close', 'Content-Length: 0'];
  return sendRaw(app.url, `${[...lines, ...headers].join('\r\n')}\r\n\r\n`);
}

const isPublic = (method: string, target: string): boolean => findOperation(method, pathOf(target))?.isPublic === true;
const pathOf = (target: string): string => target.replace(/^https?:\/\/[^/]+/, '');

function expectOurError(answer: RawResponse, method: string): void {
  expect(answer.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'x-request-id': expect.any(String) as string,
  });
  if (method === 'HEAD') return;
  expect([answer.body, schemaProblems(['components', 'schemas', 'ErrorDto'], JSON.parse(answer.body))]).toEqual([
    answer.body,
    [],
  ]);
}

it('knows every path of the document', () => {
  expect(paths.length).toBe(Object.keys(document.paths).length);
});

describe.each(paths)('%s', (path) => {
  it.each(methods.filter((method) => findOperation(method, path) === null))(
    'answers %s with 405 and exactly the documented methods',
    async (method) => {
      const answer = await send(method, { target: path });
      expect(answer.status).toBe(405);
      expect(answer.headers.allow?.split(', ').sort()).toEqual(documentedMethods(path));
      expectOurError(answer, method);
    },
  );

  it.each(Object.entries(spellings))('runs nothing behind the guard when it is written %s', async (_name, spell) => {
    const spelling = spell(path);
    for (const method of methods) {
      const answer = await send(method, spelling);
      const seen = `${method} ${spelling.target} → ${answer.status}`;
      expect([seen, answer.status >= 500]).toEqual([seen, false]);
      if (isPublic(method, spelling.target)) continue;
      expect([seen, [400, 401, 404, 405].includes(answer.status)]).toEqual([seen, true]);
      expectOurError(answer, method);
    }
    expect(app.sandbox.calls.all()).toEqual([]);
  });
});

it('has no opinion on the coding of a body that it does not read', async () => {
  const answer = await send('GET', { target: '/livez', headers: ['Content-Encoding: br'] });
  expect(answer.status).toBe(200);
});

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Config } from '../../src/config/config.js';
import { FigmaClient } from '../../src/figma/client/figma.client.js';
import { OutboundHttp } from '../../src/platform/http/outbound-http.js';

const caller = { accessToken: 'figu_canary' };
const document = JSON.stringify({ document: { children: [] }, name: '</script>\u202e', version: '1' });

let upstream: Server;
let elsewhere: Server;
let http: OutboundHttp;
let figma: FigmaClient;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let requests: IncomingMessage[];
let callsElsewhere = 0;

const originOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const send =
  (body: string | Buffer, headers: Record<string, string> = {}, status = 200) =>
  (_: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(status, headers).end(body);
  };

beforeAll(async () => {
  upstream = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  elsewhere = createServer((_, response) => {
    callsElsewhere += 1;
    response.end(document);
  });
  for (const server of [upstream, elsewhere]) await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  http = new OutboundHttp();
  figma = new FigmaClient(http, { figma: { apiUrl: originOf(upstream), webUrl: 'https://www.figma.com' } } as Config);
});

beforeEach(() => {
  requests = [];
});

afterAll(async () => {
  await http.onApplicationShutdown();
  for (const server of [upstream, elsewhere]) {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});

it('asks as Figma wants to be asked, each part of the path encoded', async () => {
  answer = send(document);
  await figma.file(caller, '../me', { ids: '1:2,I3:4;5:6', depth: '2' });
  await figma.comments(caller, 'a/b?c', {});
  expect(requests.map((request) => request.url)).toEqual([
    '/v1/files/..%2Fme?ids=1%3A2%2CI3%3A4%3B5%3A6&depth=2',
    '/v1/files/a%2Fb%3Fc/comments',
  ]);
  expect(requests[0]!.headers).toMatchObject({ authorization: 'Bearer figu_canary', 'accept-encoding': 'gzip' });
  expect(requests[0]!.headers['x-figma-token']).toBeUndefined();
});

it('hands files over as they came', async () => {
  answer = send(document);
  expect(await figma.file(caller, 'K', {})).toEqual({ contentEncoding: 'identity', bytes: Buffer.from(document) });
  const zipped = gzipSync(document);
  answer = send(zipped, { 'content-encoding': 'gzip' });
  expect(await figma.file(caller, 'K', {})).toEqual({ contentEncoding: 'gzip', bytes: zipped });
});

it.each([
  ['HTML', send('<html></html>', { 'content-type': 'text/html' }), 'provider_bad_response'],
  ['cut JSON', send('{"a":[1,'), 'provider_bad_response'],
  ['nothing', send(''), 'provider_bad_response'],
  ['a list', send('[]'), 'provider_bad_response'],
  ['another coding', send(document, { 'content-encoding': 'br' }), 'provider_bad_response'],
  ['gzip twice', send(gzipSync(gzipSync(document)), { 'content-encoding': 'gzip, gzip' }), 'provider_bad_response'],
  ['cut gzip', send(gzipSync(document).subarray(0, 30), { 'content-encoding': 'gzip' }), 'provider_bad_response'],
  [
    'a bomb',
    send(gzipSync('{'.padEnd(11 * 1024 * 1024)), { 'content-encoding': 'gzip' }),
    'provider_response_too_large',
  ],
  ['too many bytes', send('{'.padEnd(11 * 1024 * 1024)), 'provider_response_too_large'],
  ['a success that is none', send('', {}, 204), 'provider_error'],
  ['an error in an unknown coding', send('x', { 'content-encoding': 'br' }, 503), 'provider_error'],
])('refuses %s', async (_, handler, code) => {
  answer = handler;
  await expect(figma.comments(caller, 'K', {})).rejects.toMatchObject({ code });
});

it('refuses a body that ends before its Content-Length, and a connection that breaks', async () => {
  answer = (_, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('{}');
    response.destroy();
  };
  await expect(figma.comments(caller, 'K', {})).rejects.toMatchObject({ status: 502 });
  answer = (request) => request.socket.resetAndDestroy();
  await expect(figma.comments(caller, 'K', {})).rejects.toMatchObject({ code: 'provider_error' });
});

it('follows no redirect', async () => {
  answer = send('', { location: originOf(elsewhere) }, 302);
  await expect(figma.file(caller, 'K', {})).rejects.toMatchObject({ code: 'provider_bad_response' });
  expect(callsElsewhere).toBe(0);
});

it('gives up when its caller does, and closes the connection', async () => {
  const closed = new Promise<void>((done) => {
    answer = (request) => {
      request.socket.once('close', () => {
        done();
      });
    };
  });
  const call = figma.fileMeta({ ...caller, signal: AbortSignal.timeout(50) }, 'K');
  await expect(call).rejects.toMatchObject({ status: 504, code: 'provider_timeout' });
  await closed;
});

it('reads errors in gzip', async () => {
  const body = gzipSync(JSON.stringify({ status: 400, message: 'No such team' }));
  answer = send(body, { 'content-encoding': 'gzip' }, 400);
  await expect(figma.teamFolders(caller, '5')).rejects.toMatchObject({ status: 404, code: 'not_found' });
});

it('reads file metadata wrapped and unwrapped', async () => {
  const meta = { name: 'A', last_touched_at: '2026-05-04T10:00:00Z', version: '9', role: 'viewer' };
  const expected = { name: 'A', last_touched_at: '2026-05-04T10:00:00Z', version: '9', thumbnail_url: null };
  for (const body of [{ file: meta }, meta]) {
    answer = send(JSON.stringify(body));
    expect(await figma.fileMeta(caller, 'K')).toEqual(expected);
  }
});

it.each([
  ['no folders', {}],
  ['folders that are none', { folders: [{ id: null, name: 'x' }] }],
  ['an id that a double cannot hold', { folders: [{ id: 1e21, name: 'x' }] }],
])('refuses a listing with %s', async (_, body) => {
  answer = send(JSON.stringify(body));
  await expect(figma.teamFolders(caller, '5')).rejects.toMatchObject({ code: 'provider_bad_response' });
});

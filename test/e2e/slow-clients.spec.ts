import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { startApp, type TestApp } from '../support/app.js';
import { expectError } from '../support/error-body.js';
import { jwtFor } from '../support/jwt.js';
import { smallTeam } from '../support/team-seed.js';

const headersTimeoutMs = 10_000;
const checkingIntervalMs = 5_000;

interface Conversation {
  readonly received: string;
  readonly closedAfterMs: number;
}

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ seed: smallTeam });
});
afterAll(() => app.close());

async function open(): Promise<Socket> {
  const { hostname, port } = new URL(app.url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  return socket;
}

/** Everything that the server says until it closes the connection, which it must. */
function untilClosed(socket: Socket): Promise<Conversation> {
  const startedAt = performance.now();
  let received = '';
  socket.setEncoding('latin1');
  socket.on('data', (text: string) => (received += text));
  socket.on('error', () => undefined);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The connection stays open; received: ${received}`)), 30_000);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve({ received, closedAfterMs: performance.now() - startedAt });
    });
  });
}

async function converse(text: string): Promise<string> {
  const socket = await open();
  const conversation = untilClosed(socket);
  socket.write(text, 'latin1');
  return (await conversation).received;
}

const statusLines = (received: string): string[] => received.match(/HTTP\/1\.1 \d+/g) ?? [];

describe('a client that takes its time', () => {
  const head = `GET /livez HTTP/1.1\r\nHost: x\r\nX-Slow: `;

  /** Never comes to an end: says this much, and then one more byte every half second. */
  async function dripping(text: string): Promise<Conversation> {
    const socket = await open();
    socket.write(text);
    const drip = setInterval(() => socket.write('a'), 500);
    try {
      return await untilClosed(socket);
    } finally {
      clearInterval(drip);
    }
  }

  /** The slowest of the requests that an ordinary client makes meanwhile. */
  async function slowestRequest(isOver: () => boolean): Promise<number> {
    let slowest = 0;
    while (!isOver()) {
      const startedAt = performance.now();
      const response = await app.call('/api/integrations', { user: 'ordinary' });
      expect(response.status).toBe(200);
      await response.arrayBuffer();
      slowest = Math.max(slowest, performance.now() - startedAt);
    }
    return slowest;
  }

  it('is cut off when its headers take ten seconds, however many there are, and delays nobody else', async () => {
    let isOver = false;
    const ordinary = slowestRequest(() => isOver);
    const beginnings = [head, 'GET /', 'POST /api/integrations/figma/confirm HTTP/1.1\r\n'];
    const slow = Array.from({ length: 150 }, (_, index) => dripping(beginnings[index % beginnings.length]!));
    const silent = Array.from({ length: 50 }, async () => untilClosed(await open()));
    const ended = await Promise.all([...slow, ...silent]);
    isOver = true;
    for (const { closedAfterMs } of ended) {
      expect(closedAfterMs).toBeGreaterThan(headersTimeoutMs - 1_000);
      expect(closedAfterMs).toBeLessThan(headersTimeoutMs + checkingIntervalMs + 3_000);
    }
    const told = ended.filter(({ received }) => received.includes('"code":"request_timeout"'));
    expect(told.length).toBeGreaterThanOrEqual(slow.length);
    expect(told[0]!.received).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(await ordinary).toBeLessThan(5_000);
  });

  it('has 30 s for a whole request and 5 s more until somebody looks', () => {
    const server = app.app.getHttpServer();
    expect(server.requestTimeout).toBe(30_000);
    expect(server.headersTimeout).toBe(headersTimeoutMs);
    expect(server.keepAliveTimeout).toBe(72_000);
    const options = Object.getOwnPropertySymbols(server).map((symbol) => Reflect.get(server, symbol) as unknown);
    expect(options).toContainEqual(expect.objectContaining({ _idleTimeout: checkingIntervalMs }));
  });
});

describe('a request that two servers could read in two ways', () => {
  const smuggled = 'GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n';
  const post = (headers: string, body: string): string =>
    `POST /api/integrations/figma/confirm HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\n${body}${smuggled}`;

  it.each([
    ['a length and chunks', post('Content-Length: 4\r\nTransfer-Encoding: chunked', '0\r\n\r\n')],
    ['chunks and a length', post('Transfer-Encoding: chunked\r\nContent-Length: 4', '0\r\n\r\n')],
    ['two equal lengths', post('Content-Length: 2\r\nContent-Length: 2', '{}')],
    ['two lengths', post('Content-Length: 2\r\nContent-Length: 40', '{}')],
    ['a list of lengths', post('Content-Length: 2, 2', '{}')],
    ['a signed length', post('Content-Length: +2', '{}')],
    ['a hexadecimal length', post('Content-Length: 0x2', '{}')],
    ['a length beyond all numbers', post(`Content-Length: ${'9'.repeat(40)}`, '{}')],
    ['an unknown coding', post('Transfer-Encoding: xchunked', '0\r\n\r\n')],
    ['chunks that are not the last coding', post('Transfer-Encoding: chunked, identity', '0\r\n\r\n')],
    ['a space before the colon', post('Transfer-Encoding : chunked', '0\r\n\r\n')],
    ['a vertical tab in a coding', post('Transfer-Encoding: \x0bchunked', '0\r\n\r\n')],
    ['a folded header', post('X: a\r\n b\r\nTransfer-Encoding:\r\n chunked\r\nContent-Length: 4', '0\r\n\r\n')],
    ['a chunk size with a sign', post('Transfer-Encoding: chunked', '-1\r\n\r\n')],
    ['a chunk size with a prefix', post('Transfer-Encoding: chunked', '0x0\r\n\r\n')],
    [
      'a chunk longer than it says',
      post('Content-Type: application/json\r\nTransfer-Encoding: chunked', '1\r\n{}\r\n0\r\n\r\n'),
    ],
    ['a bare line feed in the headers', post('X: a\nContent-Length: 2', '{}')],
    ['a bare carriage return in a header', post('X: a\rContent-Length: 40', '')],
    ['a header without a name', post(': x', '')],
    ['a line that is no header', post('just some text', '')],
    ['no version', `GET /livez\r\nHost: x\r\n\r\n${smuggled}`],
    ['an unknown version', `GET /livez HTTP/3.7\r\nHost: x\r\n\r\n${smuggled}`],
  ])('is refused once and closes the connection: %s', async (_, request) => {
    const received = await converse(request);
    expect(statusLines(received)).toEqual(['HTTP/1.1 400']);
    expect(received).toMatch(/connection: close/i);
    expect(received).toContain('"code":"invalid_request"');
    expect(received).not.toContain('"checks"');
  });

  it('is read in one way when its address is absolute: the host of the address is nobody', async () => {
    const request = `GET http://evil.example/readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
    const received = await converse(request);
    expect(statusLines(received)).toEqual(['HTTP/1.1 200']);
    expect(received).not.toContain('evil.example');
  });

  it('answers two good requests of one connection in order', async () => {
    const received = await converse(
      `GET /livez HTTP/1.1\r\nHost: x\r\n\r\nGET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    );
    expect(statusLines(received)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200']);
  });
});

describe('a body that is made to hurt', () => {
  const send = (path: string, body: string): Promise<Response> =>
    fetch(new URL(path, app.url), {
      method: path.endsWith('settings') ? 'PUT' : 'POST',
      headers: { authorization: `Bearer ${jwtFor('author')}`, 'content-type': 'application/json' },
      body,
    });
  const paths = ['confirm', 'resolve', 'settings'].map((name) => `/api/integrations/figma/${name}`);

  it.each(paths)('is refused by %s within a second when it is 200 000 levels deep', async (path) => {
    for (const body of [
      '['.repeat(200_000) + ']'.repeat(200_000),
      '{"a":'.repeat(150_000) + '1' + '}'.repeat(150_000),
    ]) {
      const startedAt = performance.now();
      await expectError(await send(path, body), 400, 'invalid_request');
      expect(performance.now() - startedAt).toBeLessThan(1_000);
    }
  });

  it.each(paths)('pollutes no prototype by way of %s', async (path) => {
    const bodies = [
      '{"__proto__":{"polluted":true}}',
      '{"\\u005f_proto__":{"polluted":true}}',
      '{"constructor":{"prototype":{"polluted":true}}}',
      '{"url":{"__proto__":{"polluted":true}}}',
      '[{"__proto__":{"polluted":true}}]',
    ];
    for (const body of bodies) await expectError(await send(path, body), 400, 'invalid_request');
    const query = '?__proto__[polluted]=1&constructor[prototype][polluted]=1&__proto__.polluted=1';
    expect((await app.call(`/api/integrations${query}`, { user: 'author' })).status).toBe(200);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

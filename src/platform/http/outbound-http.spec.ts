import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { OutboundError } from './outbound-error.js';
import { OutboundHttp, type OutboundRequest } from './outbound-http.js';

const megabyte = 1024 * 1024;

describe('the only way out', () => {
  const http = new OutboundHttp();
  let server: Server;
  let answer: RequestListener;
  let requests = 0;
  let base: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      requests += 1;
      answer(request, response);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => (requests = 0));
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    await http.onApplicationShutdown();
  });

  const send = (more: Partial<OutboundRequest> = {}) =>
    http.send({ method: 'GET', url: new URL(base), timeoutMs: 2_000, maxBytes: megabyte, ...more });
  const failure = async (sent: Promise<unknown>): Promise<string> => {
    const error: unknown = await sent.then(
      () => new Error('nothing failed'),
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(OutboundError);
    return (error as OutboundError).kind;
  };

  it('answers status, headers and body as they came', async () => {
    answer = (_request, response) => response.writeHead(418, { 'x-a': ['1', '2'] }).end('tea');
    const { status, headers, body } = await send();
    expect([status, headers['x-a'], body.toString()]).toEqual([418, '1, 2', 'tea']);
  });

  it.each([301, 302, 303, 307, 308])('follows no redirect: %d', async (status) => {
    answer = (_request, response) => response.writeHead(status, { location: `${base}/elsewhere` }).end('moved');
    expect(await failure(send({ headers: { authorization: 'Bearer x' } }))).toBe('bad_response');
    expect(requests).toBe(1);
  });

  it('repeats nothing', async () => {
    answer = (request) => request.socket.destroy();
    expect(await failure(send())).toBe('unreachable');
    expect(await failure(send({ method: 'POST', body: 'a' }))).toBe('unreachable');
    expect(requests).toBe(2);
  });

  it('ends an answer that grows beyond its limit while it grows', async () => {
    let sent = 0;
    answer = (_request, response) => {
      const chunk = Buffer.alloc(64 * 1024);
      const more = (): void => {
        sent += chunk.length;
        if (!response.destroyed && sent < 64 * megabyte) response.write(chunk, more);
      };
      more();
    };
    expect(await failure(send())).toBe('too_large');
    expect(sent).toBeLessThan(16 * megabyte);
  });

  it('undoes gzip, but not beyond the limit', async () => {
    const encoded =
      (body: Buffer): RequestListener =>
      (_request, response) =>
        void response.writeHead(200, { 'content-encoding': 'gzip' }).end(body);
    answer = encoded(gzipSync('hello'));
    expect((await send()).body.toString()).toBe('hello');
    answer = encoded(gzipSync(Buffer.alloc(50 * megabyte)));
    expect(await failure(send())).toBe('too_large');
    answer = encoded(gzipSync('hello').subarray(0, 12));
    expect(await failure(send())).toBe('bad_response');
  });

  it.each(['br', 'deflate', 'gzip, gzip', 'zstd', 'x'])('refuses the coding %s', async (coding) => {
    answer = (_request, response) => response.writeHead(200, { 'content-encoding': coding }).end('x');
    expect(await failure(send())).toBe('bad_response');
  });

  it('has one deadline for everything, and closes the connection then', async () => {
    for (const hang of [
      () => undefined,
      (_request, response) => response.writeHead(200).flushHeaders(),
      (_request, response) => response.writeHead(200, { 'content-length': '10' }).write('half'),
    ] as RequestListener[]) {
      let closed: Promise<unknown> = Promise.resolve();
      answer = (request, response) => {
        closed = new Promise((done) => request.socket.once('close', done));
        hang(request, response);
      };
      expect(await failure(send({ timeoutMs: 100 }))).toBe('timeout');
      await closed;
    }
  });

  it('tells an unreachable host from nonsense', async () => {
    expect(await failure(send({ url: new URL('http://127.0.0.1:1/') }))).toBe('unreachable');
    answer = (request) => request.socket.end('SSH-2.0-x\r\n\r\n');
    expect(await failure(send())).toBe('bad_response');
    answer = (request) => request.socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf');
    expect(['unreachable', 'bad_response']).toContain(await failure(send()));
  });

  it('gives up when its caller does', async () => {
    const controller = new AbortController();
    answer = () => controller.abort();
    expect(await failure(send({ signal: controller.signal }))).toBe('unreachable');
  });

  it('looks at no proxy variable', async () => {
    const before = { ...process.env };
    Object.assign(process.env, { HTTP_PROXY: 'http://127.0.0.1:1', http_proxy: 'http://127.0.0.1:1' });
    try {
      answer = (_request, response) => response.end('direct');
      expect((await send()).body.toString()).toBe('direct');
    } finally {
      process.env = before;
    }
  });
});

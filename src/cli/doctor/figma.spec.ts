import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config } from '../../config/config.js';
import { checkProvider } from './figma.js';

let server: Server;
let answer: { status: number; date?: string };
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, reply) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? 'anonymous'}`);
    reply.sendDate = false;
    reply.writeHead(answer.status, answer.date === undefined ? {} : { date: answer.date }).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});

afterAll(() => new Promise((done) => server.close(done)));

function config(apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`, configured = true): Config {
  const credentials = configured ? { clientId: 'a', clientSecret: 'b' } : null;
  return { figma: { credentials, apiUrl } } as unknown as Config;
}

it('takes any answer for a way that works, and asks without credentials', async () => {
  answer = { status: 403 };
  expect(await checkProvider(config())).toMatchObject([{ state: 'ok' }]);
  expect(asked).toEqual(['GET /v1/me anonymous']);
});

it('warns while Figma is in trouble', async () => {
  answer = { status: 502 };
  expect(await checkProvider(config())).toMatchObject([{ state: 'warning', message: expect.stringContaining('502') }]);
});

it('compares the clocks by the Date of the answer', async () => {
  answer = { status: 403, date: new Date(Date.now() - 3_600_000).toUTCString() };
  expect(await checkProvider(config())).toMatchObject([{ state: 'ok' }, { check: 'clock', state: 'failed' }]);
  answer = { status: 403, date: new Date().toUTCString() };
  expect(await checkProvider(config())).toMatchObject([{ state: 'ok' }, { check: 'clock', state: 'ok' }]);
});

it('fails with a fix when nothing listens there', async () => {
  expect(await checkProvider(config('http://127.0.0.1:1'))).toMatchObject([
    { state: 'failed', fix: expect.stringContaining('FIGMA_API_URL') },
  ]);
});

it('asks nobody when Figma is not configured', async () => {
  const before = asked.length;
  expect(await checkProvider(config(undefined, false))).toMatchObject([{ state: 'skipped' }]);
  expect(asked).toHaveLength(before);
});

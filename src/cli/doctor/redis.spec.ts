import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Config } from '../../config/config.js';
import { checkRedis } from './redis.js';

const sockets: Socket[] = [];
let server: Server;
let answers: boolean;

/** Speaks as much of the protocol (RESP) as a greeting and a PING need. */
beforeAll(async () => {
  server = createServer((socket) => {
    sockets.push(socket);
    socket.on('data', (data) => {
      for (const command of data.toString().split(/^(?=\*\d+\r\n)/m)) {
        if (answers) socket.write(command.includes('PING') ? '+PONG\r\n' : '+OK\r\n');
      }
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});

afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((done) => server.close(done));
});

function config(redisUrl: string | null): Config {
  return { redisUrl } as Config;
}

function serverUrl(): string {
  return `redis://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('is skipped where there is none', async () => {
  expect(await checkRedis(config(null))).toMatchObject({ state: 'skipped' });
});

it('says that it answers', async () => {
  answers = true;
  expect(await checkRedis(config(serverUrl()))).toMatchObject({ state: 'ok' });
});

it('warns with a fix when nothing listens there, and does not show the address', async () => {
  const finding = await checkRedis(config('redis://:planted@127.0.0.1:1'));
  expect(finding).toMatchObject({ state: 'warning', fix: expect.any(String) });
  expect(JSON.stringify(finding)).not.toContain('planted');
});

it('warns when it accepts connections and says nothing', async () => {
  answers = false;
  const finding = await checkRedis(config(`${serverUrl()}/1`));
  expect(finding).toMatchObject({ state: 'warning' });
});

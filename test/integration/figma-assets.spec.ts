import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { AssetBodiesStore } from '../../src/assets/asset-bodies.store.js';
import { AssetBodyEntity } from '../../src/assets/asset-body.entity.js';
import { AssetSigner } from '../../src/assets/asset-signer.js';
import { AssetsClient } from '../../src/assets/assets.client.js';
import { AssetsService, type SignedAsset } from '../../src/assets/assets.service.js';
import type { Config } from '../../src/config/config.js';
import { KeyRing } from '../../src/platform/crypto/key-ring.js';
import { OutboundHttp } from '../../src/platform/http/outbound-http.js';
import { LogService } from '../../src/platform/logging/log.service.js';
import { PurgeRegistry } from '../../src/platform/purge/purge.registry.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

const png = Buffer.from('89504e470d0a1a0a00000000', 'hex');
type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let database: TestDatabase;
let source: DataSource;
let storage: Server;
let elsewhere: Server;
let http: OutboundHttp;
let assets: AssetsService;
let purges: PurgeRegistry;
let answer: Handler;
let requests: IncomingMessage[];
let callsElsewhere = 0;
let owner: string;
let sourceUrl: string | null;

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
const sendPng: Handler = (_, response) => response.end(png);

function signed(name = 'KEY', ownerId = owner): SignedAsset {
  const url = new URL(assets.urlFor({ kind: 'thumbnail', ownerId, name }));
  const [, , kind = '', , encoded = ''] = url.pathname.split('/');
  const { e: expires, s: signature } = Object.fromEntries(url.searchParams);
  return { kind, ownerId, name: decodeURIComponent(encoded), expires, signature };
}

beforeAll(async () => {
  database = await createTestDatabase();
  source = await new DataSource({ type: 'postgres', url: database.url, entities: [AssetBodyEntity] }).initialize();
  storage = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  elsewhere = createServer((_, response) => {
    callsElsewhere += 1;
    response.end(png);
  });
  for (const server of [storage, elsewhere]) await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const config = {
    publicUrl: 'https://figbridge.example',
    figma: { assetHosts: [`127.0.0.1:${portOf(storage)}`] },
    encryptionKeys: [{ kid: 'k', key: Buffer.alloc(32, 7) }],
  } as unknown as Config;
  http = new OutboundHttp();
  purges = new PurgeRegistry();
  const client = new AssetsClient(http, config, new LogService('silent'));
  const store = new AssetBodiesStore(source.getRepository(AssetBodyEntity));
  assets = new AssetsService(config, new AssetSigner(new KeyRing(config)), client, store, purges);
  assets.onModuleInit();
  assets.registerSource('thumbnail', (ownerId) => Promise.resolve(ownerId === owner ? sourceUrl : null));
});

beforeEach(async () => {
  owner = randomUUID();
  await database.query('INSERT INTO users (id) VALUES ($1)', [owner]);
  sourceUrl = `http://127.0.0.1:${portOf(storage)}/thumb`;
  requests = [];
  answer = sendPng;
});

afterAll(async () => {
  await http.onApplicationShutdown();
  for (const server of [storage, elsewhere]) await new Promise((done) => server.close(done));
  await source.destroy();
  await database.drop();
});

it('are read from their source once and then served from here', async () => {
  const first = await assets.open(signed());
  expect(first).toMatchObject({ contentType: 'image/png' });
  expect(first.body.equals(png)).toBe(true);
  expect(await assets.open(signed())).toMatchObject({ etag: first.etag });
  expect(requests).toHaveLength(1);
  expect(requests[0]!.headers.authorization).toBeUndefined();
});

it('are read again when the source names another URL, or after a day', async () => {
  await assets.open(signed());
  sourceUrl = `${sourceUrl}?v=2`;
  await assets.open(signed());
  expect(requests).toHaveLength(2);
  await database.query(`UPDATE asset_bodies SET fetched_at = now() - interval '25 hours'`);
  await assets.open(signed());
  expect(requests).toHaveLength(3);
});

it('are served from the last copy when the source fails', async () => {
  await assets.open(signed());
  await database.query(`UPDATE asset_bodies SET fetched_at = now() - interval '25 hours'`);
  answer = (_, response) => response.writeHead(403).end('<Error/>');
  expect((await assets.open(signed())).body.equals(png)).toBe(true);
});

describe('are not found', () => {
  const refused = async (asset: SignedAsset): Promise<void> => {
    await expect(assets.open(asset)).rejects.toMatchObject({ status: 404, code: 'not_found' });
    expect(requests).toHaveLength(0);
  };

  it.each([
    ['another name', { name: 'OTHER' }],
    ['another kind', { kind: 'avatar' }],
    ['another owner', { ownerId: randomUUID() }],
    ['an owner that is no id', { ownerId: "' OR 1=1" }],
    ['a later expiry', { expires: '99999999999' }],
    ['an expiry that is no number', { expires: '1e99' }],
    ['no expiry', { expires: undefined }],
    ['no signature', { signature: undefined }],
    ['another signature', { signature: 'A'.repeat(43) }],
  ])('with %s', async (_, change) => {
    await refused({ ...signed(), ...change });
  });

  it('once the URL has expired', async () => {
    const asset = signed();
    jest.useFakeTimers({
      now: Number(asset.expires) * 1000,
      doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'queueMicrotask'],
    });
    try {
      await refused(asset);
    } finally {
      jest.useRealTimers();
    }
  });

  it('when the owner has none, whatever the signature says', async () => {
    sourceUrl = null;
    await refused(signed());
    await refused(signed('KEY', randomUUID()));
  });

  it('when the kind is unknown', async () => {
    const url = new URL(assets.urlFor({ kind: 'nothing', ownerId: owner, name: 'KEY' }));
    const { e: expires, s: signature } = Object.fromEntries(url.searchParams);
    await refused({ kind: 'nothing', ownerId: owner, name: 'KEY', expires, signature });
  });
});

describe('are not read from', () => {
  it.each([
    ['a host that is not listed', () => `http://127.0.0.1:${portOf(elsewhere)}/x`],
    ['another name of a listed host', () => `http://localhost:${portOf(storage)}/x`],
    ['IPv4 in IPv6', () => `http://[::ffff:127.0.0.1]:${portOf(storage)}/x`],
    ['a URL with credentials', () => `http://user:pw@127.0.0.1:${portOf(storage)}/x`],
    ['no URL', () => 'thumb.png'],
  ])('%s', async (_, url) => {
    sourceUrl = url();
    await expect(assets.open(signed())).rejects.toMatchObject({ status: 404 });
    expect(requests).toHaveLength(0);
    expect(callsElsewhere).toBe(0);
  });

  it('where a redirect leads', async () => {
    answer = (_, response) => response.writeHead(302, { location: `http://127.0.0.1:${portOf(elsewhere)}/x` }).end();
    await expect(assets.open(signed())).rejects.toMatchObject({ status: 404 });
    expect(requests).toHaveLength(1);
    expect(callsElsewhere).toBe(0);
  });
});

it.each([
  ['HTML that calls itself an image', { 'content-type': 'image/png' }, Buffer.from('<!doctype html><script>')],
  ['SVG', { 'content-type': 'image/svg+xml' }, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ['nothing', {}, Buffer.alloc(0)],
  ['more than 5 MiB', {}, Buffer.concat([png, Buffer.alloc(5 * 1024 * 1024)])],
])('are not made of %s', async (_, headers, body) => {
  answer = (_request, response) => response.writeHead(200, headers).end(body);
  await expect(assets.open(signed())).rejects.toMatchObject({ status: 404 });
  const rows = await database.query('SELECT 1 FROM asset_bodies WHERE owner_id = $1', [owner]);
  expect(rows).toHaveLength(0);
});

it('of an owner who is forgotten while the source answers are not kept', async () => {
  answer = (request, response) => {
    sourceUrl = null;
    sendPng(request, response);
  };
  await assets.open(signed());
  expect(await database.query('SELECT 1 FROM asset_bodies WHERE owner_id = $1', [owner])).toHaveLength(0);
});

it('go when their owner does, and only theirs', async () => {
  await assets.open(signed());
  const [ana, bo] = [owner, randomUUID()];
  await database.query('INSERT INTO users (id) VALUES ($1)', [bo]);
  owner = bo;
  await assets.open(signed());
  await source.transaction((tx) => assets.forget(tx, ana));
  const owners = await database.query('SELECT owner_id FROM asset_bodies WHERE owner_id = ANY($1)', [[ana, bo]]);
  expect(owners).toEqual([{ owner_id: bo }]);
});

it('that nobody has looked at for a week are purged', async () => {
  await assets.open(signed());
  await database.query(`UPDATE asset_bodies SET fetched_at = now() - interval '8 days' WHERE owner_id = $1`, [owner]);
  const [task] = purges.tasks;
  expect(await source.transaction((tx) => task!.purge(tx, 1000))).toBe(1);
});

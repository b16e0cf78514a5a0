import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { DataSource } from 'typeorm';
import { BodiesStore } from '../../src/figma/cache/bodies.store.js';
import { FigmaBodyChunkEntity } from '../../src/figma/cache/body-chunk.entity.js';
import { FigmaBodyEntity } from '../../src/figma/cache/body.entity.js';
import { FigmaCacheEntryEntity } from '../../src/figma/cache/cache-entry.entity.js';
import { CacheStore, lockUser, type CacheKey } from '../../src/figma/cache/cache.store.js';
import { FigmaFilesCacheEntity } from '../../src/figma/files/files-cache.entity.js';
import { FilesCacheStore } from '../../src/figma/files/files-cache.store.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

const entities = [FigmaBodyEntity, FigmaBodyChunkEntity, FigmaCacheEntryEntity, FigmaFilesCacheEntity];
const facts = {
  fileName: 'Checkout',
  lastModified: '2026-05-04T10:00:00Z',
  version: '7',
  thumbnailUrl: 'https://x.example/t',
};

let database: TestDatabase;
let source: DataSource;
let bodies: BodiesStore;
let entries: CacheStore;
let files: FilesCacheStore;

beforeAll(async () => {
  database = await createTestDatabase();
  source = await new DataSource({ type: 'postgres', url: database.url, entities }).initialize();
  bodies = new BodiesStore(source);
  entries = new CacheStore(source);
  files = new FilesCacheStore(source);
});

afterAll(async () => {
  await source.destroy();
  await database.drop();
});

async function newUser(): Promise<string> {
  const id = randomUUID();
  await database.query('INSERT INTO users (id) VALUES ($1)', [id]);
  return id;
}

function keyOf(userId: string, more: Partial<CacheKey> = {}): CacheKey {
  return { userId, resource: 'file', fileKey: 'KEY', variant: Buffer.alloc(32, 1), ...more };
}

function write(bytes: Buffer, contentEncoding: 'identity' | 'gzip' = 'identity'): Promise<string> {
  return bodies.write({ contentType: 'application/json', contentEncoding, source: [bytes] });
}

async function store(key: CacheKey, text = '{}', ttlSeconds = 60): Promise<string> {
  const bodyId = await write(Buffer.from(text));
  await entries.put(key, bodyId, ttlSeconds);
  return bodyId;
}

async function count(table: string, condition: string, params: unknown[]): Promise<number> {
  const [row] = await database.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM ${table} WHERE ${condition}`,
    params,
  );
  return row!.n;
}

describe('bodies', () => {
  it.each([0, 1, 512 * 1024 - 1, 512 * 1024, 512 * 1024 + 1, 3_000_000])(
    'of %d bytes come back as they went in',
    async (size) => {
      const bytes = randomBytes(size);
      const entry = await entries.put(keyOf(await newUser()), await write(bytes), 60);
      expect(entry.storedBytes).toBe(size);
      expect((await buffer(bodies.read(entry))).equals(bytes)).toBe(true);
      expect(await count('figma_body_chunks', 'body_id = $1', [entry.bodyId])).toBe(Math.ceil(size / (512 * 1024)));
    },
  );

  it('in gzip are kept as gzip and decoded on demand', async () => {
    const text = Buffer.from(JSON.stringify({ noise: randomBytes(1_000_000).toString('hex') }));
    const zipped = gzipSync(text);
    const entry = await entries.put(keyOf(await newUser()), await write(zipped, 'gzip'), 60);
    expect((await buffer(bodies.read(entry))).equals(zipped)).toBe(true);
    expect((await buffer(bodies.readDecoded(entry))).equals(text)).toBe(true);
  });

  it('have equal tags for equal bytes, and only then', async () => {
    const user = await newUser();
    const tagOf = async (text: string): Promise<string> =>
      (await entries.put(keyOf(user), await write(Buffer.from(text)), 60)).etag;
    expect(await tagOf('{"a":1}')).toBe(await tagOf('{"a":1}'));
    expect(await tagOf('{"a":1}')).not.toBe(await tagOf('{"a":2}'));
  });

  it('whose source breaks leave nothing behind', async () => {
    const before = await count('figma_bodies', 'true', []);
    const broken = async function* (): AsyncGenerator<Buffer> {
      yield randomBytes(1_500_000);
      await Promise.reject(new Error('cut'));
    };
    const writing = bodies.write({ contentType: 'application/json', contentEncoding: 'gzip', source: broken() });
    await expect(writing).rejects.toThrow('cut');
    expect(await count('figma_bodies', 'true', [])).toBe(before);
    expect(await count('figma_body_chunks', 'body_id NOT IN (SELECT id FROM figma_bodies)', [])).toBe(0);
  });

  it('that are deleted while they are read end in an error, not in a short answer', async () => {
    const entry = await entries.put(keyOf(await newUser()), await write(randomBytes(4_000_000)), 60);
    const stream = bodies.read(entry);
    await once(stream, 'readable');
    await database.query('DELETE FROM figma_bodies WHERE id = $1', [entry.bodyId]);
    await expect(buffer(stream)).rejects.toThrow('deleted while it was read');
  });
});

describe('entries', () => {
  it('never point to a body that is not complete', async () => {
    const [row] = await database.query<{ id: string }>(
      `INSERT INTO figma_bodies (content_type, content_encoding) VALUES ('application/json', 'gzip') RETURNING id`,
    );
    const key = keyOf(await newUser());
    await expect(entries.put(key, row!.id, 60)).rejects.toThrow('not complete');
    expect(await entries.find(key)).toBeNull();
  });

  it('switch from the old body to the new one', async () => {
    const key = keyOf(await newUser());
    await store(key, '{"v":1}');
    const second = await store(key, '{"v":2}');
    expect(await entries.find(key)).toMatchObject({ bodyId: second });
  });

  it.each([
    ['another user', async () => ({ userId: await newUser() })],
    ['another resource', async () => Promise.resolve({ resource: 'comments' as const })],
    ['another file', async () => Promise.resolve({ fileKey: 'OTHER' })],
    ['other parameters', async () => Promise.resolve({ variant: Buffer.alloc(32, 2) })],
  ])('are not found by %s', async (_, other) => {
    const key = keyOf(await newUser());
    await store(key);
    expect(await entries.find({ ...key, ...(await other()) })).toBeNull();
  });

  it('know their age and the rest of their life by the clock of the database', async () => {
    const key = keyOf(await newUser());
    await store(key, '{}', 60);
    await database.query(
      `UPDATE figma_cache_entries SET fetched_at = now() - interval '100 s', expires_at = now() - interval '40 s' WHERE user_id = $1`,
      [key.userId],
    );
    const entry = await entries.find(key);
    expect(entry!.ageSeconds).toBeGreaterThanOrEqual(100);
    expect(entry!.ageSeconds).toBeLessThan(110);
    expect(entry!.ttlSeconds).toBeLessThanOrEqual(-40);
  });

  it('of a user go with their bodies, except bodies that somebody else reads too', async () => {
    const [ana, bo] = [await newUser(), await newUser()];
    const own = await store(keyOf(ana));
    const shared = await store(keyOf(ana, { fileKey: 'SHARED' }));
    await entries.put(keyOf(bo, { fileKey: 'SHARED' }), shared, 60);
    await source.transaction((tx) => entries.deleteUser(tx, ana));
    expect(await count('figma_cache_entries', 'user_id = $1', [ana])).toBe(0);
    expect(await count('figma_bodies', 'id = $1', [own])).toBe(0);
    expect(await entries.find(keyOf(bo, { fileKey: 'SHARED' }))).not.toBeNull();
  });

  it('are stored only after a disconnect that is under way has ended', async () => {
    const key = keyOf(await newUser());
    const bodyId = await write(Buffer.from('{}'));
    const events: string[] = [];
    const runner = source.createQueryRunner();
    await runner.startTransaction();
    await lockUser(runner.manager, key.userId, 'exclusive');
    const storing = entries.put(key, bodyId, 60).then(() => events.push('stored'));
    await waitForBlockedBackend();
    events.push('disconnected');
    await runner.commitTransaction();
    await runner.release();
    await storing;
    expect(events).toEqual(['disconnected', 'stored']);
  });

  async function waitForBlockedBackend(): Promise<void> {
    const waiting = `wait_event_type = 'Lock' AND datname = current_database()`;
    while ((await count('pg_stat_activity', waiting, [])) === 0);
  }
});

describe('the row of a file', () => {
  const rowOf = async (userId: string): Promise<FigmaFilesCacheEntity> =>
    source.getRepository(FigmaFilesCacheEntity).findOneByOrFail({ userId, fileKey: 'KEY' });

  it('is filled from the present body only', async () => {
    const user = await newUser();
    const old = await store(keyOf(user));
    await files.beginFetched(user, 'KEY', 60);
    const present = await store(keyOf(user));
    await files.describe(user, 'KEY', old, { ...facts, fileName: 'Old' });
    await files.keepDocument(user, 'KEY', old, '{"old":true}');
    expect(await rowOf(user)).toMatchObject({ fileName: null, cachedData: null });
    await files.describe(user, 'KEY', present, facts);
    await files.keepDocument(user, 'KEY', present, '{"new":true}');
    expect(await rowOf(user)).toMatchObject({ fileName: 'Checkout', version: '7', cachedData: { new: true } });
  });

  it('forgets the document of the body before', async () => {
    const user = await newUser();
    const body = await store(keyOf(user));
    await files.beginFetched(user, 'KEY', 60);
    await files.keepDocument(user, 'KEY', body, '{}');
    await files.beginFetched(user, 'KEY', 60);
    expect((await rowOf(user)).cachedData).toBeNull();
  });

  it.each([
    ['NUL', String.raw`{"a":"\u0000"}`],
    ['a lone surrogate', String.raw`{"a":"\ud800"}`],
    ['a number out of range', '{"a":1e400000}'],
    ['nesting without end', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['text that is not JSON', '{"a":'],
  ])('goes without the document when it holds %s', async (_, document) => {
    const user = await newUser();
    const body = await store(keyOf(user));
    await files.beginFetched(user, 'KEY', 60);
    expect(await files.keepDocument(user, 'KEY', body, document)).toBe(false);
    expect((await rowOf(user)).cachedData).toBeNull();
  });

  it('keeps what a listing does not know', async () => {
    const user = await newUser();
    const body = await store(keyOf(user));
    await files.beginFetched(user, 'KEY', 60);
    await files.describe(user, 'KEY', body, facts);
    const listed = {
      fileKey: 'KEY',
      fileName: 'Renamed',
      lastModified: null,
      version: null,
      thumbnailUrl: 'https://x.example/2',
    };
    await files.recordListed(user, [listed, { ...listed, fileKey: 'TWO' }], 60);
    expect(await rowOf(user)).toMatchObject({ fileName: 'Renamed', version: '7', thumbnailUrl: 'https://x.example/2' });
    expect((await rowOf(user)).lastModified).toEqual(new Date(facts.lastModified));
    expect(await count('figma_files_cache', 'user_id = $1', [user])).toBe(2);
  });

  it('belongs to one user', async () => {
    const [ana, bo] = [await newUser(), await newUser()];
    for (const user of [ana, bo]) {
      await files.recordListed(user, [{ fileKey: 'KEY', ...facts, thumbnailUrl: `https://x.example/${user}` }], 60);
    }
    expect(await files.findThumbnail(ana, 'KEY')).toBe(`https://x.example/${ana}`);
    await source.transaction((tx) => files.deleteUser(tx, ana));
    expect(await files.findThumbnail(ana, 'KEY')).toBeNull();
    expect(await files.findThumbnail(bo, 'KEY')).toBe(`https://x.example/${bo}`);
  });

  it('counts reads, and counting brings nothing back', async () => {
    const user = await newUser();
    await files.ensure(user, 'KEY', 60);
    await files.countAccesses([
      { userId: user, fileKey: 'KEY', count: 3 },
      { userId: user, fileKey: 'GONE', count: 1 },
    ]);
    expect(await rowOf(user)).toMatchObject({ accessCount: 3, lastAccessedAt: expect.any(Date) });
    expect(await count('figma_files_cache', 'user_id = $1', [user])).toBe(1);
  });
});

describe('the purge', () => {
  beforeEach(() => database.query('DELETE FROM figma_cache_entries'));

  const ageEntries = (userId: string, seconds: number) =>
    database.query('UPDATE figma_cache_entries SET expires_at = now() - make_interval(secs => $2) WHERE user_id = $1', [
      userId,
      seconds,
    ]);

  it('keeps stale entries for their grace and then takes them, at most as many as allowed', async () => {
    const user = await newUser();
    for (const fileKey of ['A', 'B', 'C']) await store(keyOf(user, { fileKey }));
    await ageEntries(user, 50);
    expect(await source.transaction((tx) => entries.purge(tx, 100, 10))).toBe(0);
    expect(await source.transaction((tx) => entries.purge(tx, 40, 2))).toBe(2);
    expect(await source.transaction((tx) => entries.purge(tx, 40, 2))).toBe(1);
  });

  it('takes rows of files after their grace', async () => {
    const user = await newUser();
    await files.ensure(user, 'KEY', 60);
    await database.query(`UPDATE figma_files_cache SET expires_at = now() - interval '50 s' WHERE user_id = $1`, [
      user,
    ]);
    expect(await source.transaction((tx) => files.purge(tx, 100, 10))).toBe(0);
    expect(await source.transaction((tx) => files.purge(tx, 40, 10))).toBe(1);
  });

  it('takes bodies that are old and that nobody points to', async () => {
    const user = await newUser();
    const used = await store(keyOf(user));
    const young = await write(Buffer.from('{}'));
    const old = await write(Buffer.from('{}'));
    await database.query(`UPDATE figma_bodies SET created_at = now() - interval '2 hours' WHERE id = ANY($1)`, [
      [used, old],
    ]);
    await source.transaction((tx) => bodies.purgeOrphans(tx, 1000));
    expect(await database.query('SELECT id FROM figma_bodies WHERE id = ANY($1)', [[used, young, old]])).toEqual(
      expect.arrayContaining([{ id: used }, { id: young }]),
    );
    expect(await count('figma_bodies', 'id = $1', [old])).toBe(0);
    expect(await count('figma_body_chunks', 'body_id = $1', [old])).toBe(0);
  });
});

import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { UsersService } from '../../src/users/users.service.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

let database: TestDatabase;
let source: DataSource;
let users: UsersService;

beforeAll(async () => {
  database = await createTestDatabase();
  source = new DataSource({ type: 'postgres', url: database.url });
  await source.initialize();
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});
beforeEach(() => (users = new UsersService(source)));
afterEach(() => jest.restoreAllMocks());

const rowOf = async (id: string) =>
  (
    await database.query<{ email: string | null; created_at: Date }>(
      'SELECT email, created_at FROM users WHERE id = $1',
      [id],
    )
  )[0];

it('makes the row of a user who calls for the first time, with or without e-mail', async () => {
  const [ana, ben] = [randomUUID(), randomUUID()];
  await users.ensure({ id: ana, email: 'ana@example.com' });
  await users.ensure({ id: ben, email: null });
  expect((await rowOf(ana))?.email).toBe('ana@example.com');
  expect(await rowOf(ben)).toMatchObject({ email: null });
});

it('takes a new e-mail, keeps a known one when the JWT has none, and keeps created_at', async () => {
  const id = randomUUID();
  await users.ensure({ id, email: 'old@example.com' });
  const { created_at } = (await rowOf(id))!;
  await users.ensure({ id, email: 'new@example.com' });
  await users.ensure({ id, email: null });
  expect(await rowOf(id)).toEqual({ email: 'new@example.com', created_at });
  await users.ensure({ id, email: 'old@example.com' });
  expect((await rowOf(id))?.email).toBe('old@example.com');
});

it('two users may have the same e-mail', async () => {
  const ids = [randomUUID(), randomUUID()];
  for (const id of ids) await users.ensure({ id, email: 'shared@example.com' });
  for (const id of ids) expect((await rowOf(id))?.email).toBe('shared@example.com');
});

it('makes one row when many requests of a new user come at once, on several instances', async () => {
  const id = randomUUID();
  const instances = [users, new UsersService(source)];
  await Promise.all(
    instances.flatMap((one) => Array.from({ length: 10 }, () => one.ensure({ id, email: 'a@example.com' }))),
  );
  expect(await database.query('SELECT FROM users WHERE id = $1', [id])).toHaveLength(1);
});

it('asks the database once for a user who keeps calling, and again when the e-mail changes', async () => {
  const id = randomUUID();
  const upsert = jest.spyOn(source, 'query');
  for (let call = 0; call < 5; call += 1) await users.ensure({ id, email: 'a@example.com' });
  expect(upsert).toHaveBeenCalledTimes(1);
  await users.ensure({ id, email: 'b@example.com' });
  expect(upsert).toHaveBeenCalledTimes(2);
});

it('does not remember a user whose row could not be written', async () => {
  const id = randomUUID();
  jest.spyOn(source, 'query').mockRejectedValueOnce(new Error('the database is away'));
  await expect(users.ensure({ id, email: null })).rejects.toThrow('the database is away');
  await users.ensure({ id, email: null });
  expect(await rowOf(id)).toBeDefined();
});

it('remembers the latest ten thousand users and forgets the oldest', async () => {
  const upsert = jest.spyOn(source, 'query').mockResolvedValue([]);
  const ids = Array.from({ length: 10_001 }, (_, index) => `user-${index}`);
  for (const id of ids) await users.ensure({ id, email: null });
  upsert.mockClear();
  await users.ensure({ id: ids.at(-1)!, email: null });
  expect(upsert).not.toHaveBeenCalled();
  await users.ensure({ id: ids[0]!, email: null });
  expect(upsert).toHaveBeenCalledTimes(1);
});

it('writes nothing when the row already says the same', async () => {
  const id = randomUUID();
  await users.ensure({ id, email: 'a@example.com' });
  const version = async () =>
    (await database.query<{ xmin: string }>('SELECT xmin::text FROM users WHERE id = $1', [id]))[0]!.xmin;
  const before = await version();
  await new UsersService(source).ensure({ id, email: 'a@example.com' });
  expect(await version()).toBe(before);
});

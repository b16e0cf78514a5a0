import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { createTestDatabase, prepareTemplate, serverUrl } from '../support/postgres.js';

async function onServer(sql: string, params: unknown[] = []): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: serverUrl() });
  await client.connect();
  return client.query(sql, params).finally(() => client.end());
}

async function createTable(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('CREATE TABLE made_by_migration ()').finally(() => client.end());
}

describe('prepareTemplate', () => {
  const hash = `spec_${randomBytes(6).toString('hex')}`;

  afterAll(async () => {
    await onServer(`DROP DATABASE IF EXISTS "figbridge_template_${hash}"`);
  });

  it('leaves no template when the migration fails', async () => {
    await expect(prepareTemplate(hash, () => Promise.reject(new Error('bad migration')))).rejects.toThrow(
      'bad migration',
    );
    const { rowCount } = await onServer('SELECT FROM pg_database WHERE datname = $1', [`figbridge_template_${hash}`]);
    expect(rowCount).toBe(0);
  });

  it('migrates once for all who ask at once, and never again', async () => {
    const migrate = jest.fn(createTable);
    const names = await Promise.all(Array.from({ length: 5 }, () => prepareTemplate(hash, migrate)));
    names.push(await prepareTemplate(hash, migrate));
    expect(new Set(names)).toEqual(new Set([`figbridge_template_${hash}`]));
    expect(migrate).toHaveBeenCalledTimes(1);
  });
});

describe('createTestDatabase', () => {
  it('gives databases that do not see each other', async () => {
    const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    await one.query('CREATE TABLE mine AS SELECT $1::int AS n', [7]);
    expect(await one.query('SELECT n FROM mine')).toEqual([{ n: 7 }]);
    await expect(two.query('SELECT n FROM mine')).rejects.toMatchObject({ code: '42P01' });
    await Promise.all([one.drop(), two.drop()]);
  });

  it('drops its database even while somebody is connected, and twice', async () => {
    const database = await createTestDatabase();
    const visitor = new pg.Client({ connectionString: database.url });
    const thrownOut = new Promise((resolve) => visitor.on('error', resolve));
    await visitor.connect();
    await Promise.all([database.drop(), database.drop()]);
    expect(await thrownOut).toMatchObject({ code: '57P01' });
    const name = new URL(database.url).pathname.slice(1);
    expect((await onServer('SELECT FROM pg_database WHERE datname = $1', [name])).rowCount).toBe(0);
  });
});

import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { IntegrationSettingsEntity } from '../../src/settings/integration-settings.entity.js';
import { SettingsService } from '../../src/settings/settings.service.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

let database: TestDatabase;
let source: DataSource;
let settings: SettingsService;
let user: string;

beforeAll(async () => {
  database = await createTestDatabase();
  source = await new DataSource({
    type: 'postgres',
    url: database.url,
    entities: [IntegrationSettingsEntity],
  }).initialize();
  settings = new SettingsService(source.getRepository(IntegrationSettingsEntity));
});

beforeEach(async () => {
  user = randomUUID();
  await database.query('INSERT INTO users (id) VALUES ($1)', [user]);
});

afterAll(async () => {
  await source.destroy();
  await database.drop();
});

it('are empty until something is saved', async () => {
  expect(await settings.get(user, 'figma')).toEqual({});
});

it('are replaced as a whole, for one provider', async () => {
  await settings.replace(user, 'figma', { a: 1, b: 2 });
  await settings.replace(user, 'github', { c: 3 });
  await settings.replace(user, 'figma', { b: [4] });
  expect(await settings.get(user, 'figma')).toEqual({ b: [4] });
  expect(await settings.get(user, 'github')).toEqual({ c: 3 });
});

it('exist after connecting, and connecting again changes nothing', async () => {
  await source.transaction((tx) => settings.ensure(tx, user, 'figma'));
  expect(await source.getRepository(IntegrationSettingsEntity).countBy({ userId: user })).toBe(1);
  await settings.replace(user, 'figma', { kept: true });
  await source.transaction((tx) => settings.ensure(tx, user, 'figma'));
  expect(await settings.get(user, 'figma')).toEqual({ kept: true });
});

it('are not created when the connecting transaction fails', async () => {
  const failing = source.transaction(async (tx) => {
    await settings.ensure(tx, user, 'figma');
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await source.getRepository(IntegrationSettingsEntity).countBy({ userId: user })).toBe(0);
});

import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { EncryptionKeyError } from '../../src/tokens/canary.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { ScriptedProvider } from '../support/scripted-provider.js';
import { newKey, startVault, until, type Vault, waitingForLocks } from '../support/vault.js';

// T-23. The shapes of keys that are refused before a database is looked at are in src/config.
let database: TestDatabase;
let provider: ScriptedProvider;
beforeAll(async () => (provider = await ScriptedProvider.start()));
afterAll(() => provider.close());
beforeEach(async () => (database = await createTestDatabase()));
afterEach(() => database.drop());

const boot = (...keys: string[]): Promise<Vault> =>
  startVault({ database, provider, env: { TOKEN_ENCRYPTION_KEYS: keys.join(',') } });

/** Boots with these keys and stops again. */
async function bootsWith(...keys: string[]): Promise<void> {
  const vault = await boot(...keys);
  await vault.app.close();
}

async function refusalOf(...keys: string[]): Promise<string> {
  const error: unknown = await bootsWith(...keys).then(
    () => new Error('It booted'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof EncryptionKeyError)) throw error;
  for (const key of keys) expect(error.message).not.toContain(key.split(':')[1]);
  return error.message;
}

const canaries = async (): Promise<string[]> => {
  const rows = await database.query<{ kid: string }>('SELECT kid FROM encryption_canaries ORDER BY kid');
  return rows.map(({ kid }) => kid);
};

it('boots on an empty database and with the same key again', async () => {
  const key = newKey('k1');
  await bootsWith(key);
  await bootsWith(key);
  expect(await canaries()).toEqual(['k1']);
});

it('refuses another key of the same name, before anything is served', async () => {
  await bootsWith(newKey('k1'));
  expect(await refusalOf(newKey('k1'))).toBe(
    'TOKEN_ENCRYPTION_KEYS: the key "k1" is not the one that this database was written with.',
  );
});

it('refuses a new key alone, says which one is missing, and leaves no trace of the new one', async () => {
  const old = newKey('k1');
  await bootsWith(old);
  expect(await refusalOf(newKey('k2'))).toBe(
    'TOKEN_ENCRYPTION_KEYS lacks the key "k1", which this database was written with. Add it behind the new key.',
  );
  expect(await canaries()).toEqual(['k1']);
  await bootsWith(old);
});

it('boots with the new key in front of the old one, and then needs both', async () => {
  const [old, fresh] = [newKey('k1'), newKey('k2')];
  await bootsWith(old);
  await bootsWith(fresh, old);
  expect(await canaries()).toEqual(['k1', 'k2']);
  await bootsWith(old, fresh);
  expect(await refusalOf(fresh)).toContain('lacks the key "k1"');
  expect(await refusalOf(old)).toContain('lacks the key "k2"');
});

it('refuses two keys whose names were exchanged', async () => {
  const [one, other] = [randomBytes(32), randomBytes(32)].map((bytes) => bytes.toString('base64'));
  await bootsWith(`k1:${one}`, `k2:${other}`);
  expect(await refusalOf(`k1:${other}`, `k2:${one}`)).toContain('the key "k1" is not the one');
});

it('refuses a canary that was changed', async () => {
  const key = newKey('k1');
  await bootsWith(key);
  await database.query(`UPDATE encryption_canaries SET ciphertext = ciphertext || 'A'`);
  expect(await refusalOf(key)).toContain('the key "k1" is not the one');
});

it.each([
  ['of different names', 'k1', 'k2'],
  ['of the same name', 'k1', 'k1'],
])(
  'lets one of two instances with keys %s win that boot on an empty database together, for good',
  async (_, one, other) => {
    const keys = [newKey(one), newKey(other)];
    const gate = await heldTable();
    const boots = Promise.allSettled(keys.map((key) => bootsWith(key)));
    await until(waitingForLocks(database, 2), 'both are about to write');
    await gate.release();
    const outcomes = await boots;
    const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
    const losers = outcomes.filter(({ status }) => status === 'rejected');
    expect(losers).toHaveLength(1);
    expect(losers[0]).toMatchObject({ reason: { name: 'EncryptionKeyError' } });
    expect(await canaries()).toHaveLength(1);
    await bootsWith(keys[winner]!);
  },
);

/** Nobody can write a canary until it is released; everybody can read. */
async function heldTable(): Promise<{ release(): Promise<void> }> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('BEGIN');
  await client.query('LOCK TABLE encryption_canaries IN SHARE ROW EXCLUSIVE MODE');
  return { release: () => client.query('COMMIT').then(() => client.end()) };
}

it('says nothing of a key in the log', async () => {
  const key = newKey('k1');
  const vault = await boot(key);
  expect(vault.logs.join('')).not.toContain(key.split(':')[1]);
  await vault.app.close();
});

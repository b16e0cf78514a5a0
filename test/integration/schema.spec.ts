import type { DataSource, EntityMetadata } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { migrate } from '../../src/platform/database/migrate.js';
import { createEmptyDatabase, type EmptyDatabase, schemaServers } from '../support/servers.js';
import { startVault, type Vault } from '../support/vault.js';

let vault: Vault;
beforeAll(async () => (vault = await startVault()));
afterAll(() => vault.close());

interface Column {
  readonly column: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly default: string | null;
  readonly primary: boolean;
}

describe.each(schemaServers())('on %s', (_, server) => {
  let database: EmptyDatabase;
  beforeAll(async () => {
    database = await createEmptyDatabase(server);
    await migrate(database.url);
  });
  afterAll(() => database.drop());

  it('tables and entities are the same set', async () => {
    const rows = await database.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_name <> 'migrations'`,
    );
    const entities = vault.source.entityMetadatas.map(({ tableName }) => tableName);
    expect(entities.sort()).toEqual(rows.map(({ name }) => name).sort());
  });

  it('every column has its entity member of the same type, nullability, default and key, and the other way round', async () => {
    for (const entity of vault.source.entityMetadatas) {
      const stored = await storedColumns(database, entity.tableName);
      const declared = await declaredColumns(database, vault.source, entity);
      expect({ table: entity.tableName, columns: declared }).toEqual({ table: entity.tableName, columns: stored });
    }
  });

  it('every foreign key has an index that starts with its columns', async () => {
    const keys = await database.query<{ name: string; indexed: boolean }>(`
      SELECT k.conname AS name, EXISTS (
               SELECT FROM pg_index i WHERE i.indrelid = k.conrelid
                  AND (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey
                  AND (i.indpred IS NULL OR pg_get_expr(i.indpred, i.indrelid) ~ '^\\(\\w+ IS NOT NULL\\)$')) AS indexed
        FROM pg_constraint k WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace ORDER BY name`);
    expect(keys.length).toBeGreaterThanOrEqual(10);
    expect(keys.filter(({ indexed }) => !indexed)).toEqual([]);
  });

  it('everything of a person hangs on the users row', async () => {
    const tables = await database.query<{ name: string; action: string }>(`
      SELECT a.attrelid::regclass::text AS name, max(k.confdeltype::text) AS action
        FROM pg_attribute a LEFT JOIN pg_constraint k ON k.conrelid = a.attrelid AND k.contype = 'f' AND a.attnum = ANY (k.conkey)
         AND k.confrelid = 'users'::regclass
       WHERE a.attname IN ('user_id', 'owner_id', 'holder_id') AND a.attrelid::regclass::text !~ 'pkey|_'
          OR a.attname IN ('user_id', 'owner_id', 'holder_id') AND a.attrelid IN (SELECT oid FROM pg_class WHERE relkind = 'r')
       GROUP BY 1`);
    expect(tables.length).toBeGreaterThanOrEqual(7);
    expect(tables.filter(({ action }) => action !== 'c')).toEqual([]);
  });

  it("an operator's queries work as the product's first document wrote them", async () => {
    await seed(database);
    for (const [sql, expected] of operatorQueries) {
      const rows = await database.query(sql);
      expect({ sql, rows }).toMatchObject({ sql, rows: expected });
    }
  });
});

async function storedColumns(database: EmptyDatabase, table: string): Promise<Column[]> {
  const rows = await database.query<Column>(
    `SELECT a.attname AS column, format_type(a.atttypid, a.atttypmod) AS type, NOT a.attnotnull AS nullable,
            pg_get_expr(d.adbin, d.adrelid) AS default, coalesce(a.attnum = ANY (k.conkey), false) AS primary
       FROM pg_attribute a LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
       LEFT JOIN pg_constraint k ON k.conrelid = a.attrelid AND k.contype = 'p'
      WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 1`,
    [table],
  );
  return Promise.all(rows.map(async (row) => ({ ...row, default: await valueOf(database, row.default, row.type) })));
}

async function declaredColumns(database: EmptyDatabase, source: DataSource, entity: EntityMetadata): Promise<Column[]> {
  const columns = entity.columns.map(async (column) => {
    const type = `${source.driver.normalizeType(column)}${column.isArray ? '[]' : ''}`;
    const { databaseName, isNullable: nullable, isPrimary: primary } = column;
    return {
      column: databaseName,
      type,
      nullable,
      default: await valueOf(database, defaultOf(source, column), type),
      primary,
    };
  });
  return (await Promise.all(columns)).sort((a, b) => (a.column < b.column ? -1 : 1));
}

function defaultOf(source: DataSource, column: ColumnMetadata): string | null {
  if (column.isGenerated && column.generationStrategy === 'uuid') return 'gen_random_uuid()';
  return source.driver.normalizeDefault(column) ?? null;
}

/** Two spellings of one default have one value; functions are compared by name. */
async function valueOf(database: EmptyDatabase, expression: string | null, type: string): Promise<string | null> {
  if (expression === null || expression.endsWith('()')) return expression;
  const [row] = await database.query<{ value: string }>(`SELECT (${expression})::${type}::text AS value`);
  return row!.value;
}

const user = '6d3c2c3e-6f0c-4d6e-9d0b-1f0b6f0d7c11';

async function seed(database: EmptyDatabase): Promise<void> {
  await database.query('INSERT INTO users (id, email) VALUES ($1, $2)', [user, 'ana@example.com']);
  await database.query(
    `INSERT INTO oauth_tokens (user_id, provider, provider_user_id, provider_username, scope, last_used_at)
     VALUES ($1, 'figma', '1', 'ana@figma.example', '{file_content:read}', now() - interval '2 hours')`,
    [user],
  );
  await database.query(
    `INSERT INTO oauth_refresh_log (user_id, provider, status, duration_ms)
     SELECT $1, 'figma', status, 10 FROM unnest('{success,success,success,failed}'::text[]) AS status`,
    [user],
  );
  await database.query(
    `INSERT INTO integration_webhooks (provider, event_type, payload, status) VALUES ('figma', 'FILE_UPDATE', '{}', 'processed')`,
  );
  await database.query(
    `INSERT INTO figma_files_cache (user_id, file_key, file_name, expires_at) VALUES ($1, 'KEY', 'A file', now() + interval '1 day')`,
    [user],
  );
}

/** Operators have these in their dashboards (contract section 5), so they stay as they are, and so do the columns. */
const operatorQueries: [string, unknown][] = [
  [
    `SELECT
       u.email,
       ot.provider_username,
       ot.scope,
       ot.created_at,
       ot.last_used_at
     FROM oauth_tokens ot
     JOIN users u ON ot.user_id = u.id
     WHERE ot.provider = 'figma' AND ot.is_active = true;`,
    [{ email: 'ana@example.com', provider_username: 'ana@figma.example', scope: ['file_content:read'] }],
  ],
  [
    `SELECT * FROM integration_webhooks
     WHERE provider = 'figma'
     ORDER BY created_at DESC
     LIMIT 5;`,
    [{ event_type: 'FILE_UPDATE', status: 'processed', signature: null, error_message: null }],
  ],
  [
    `SELECT
       event_type,
       status,
       created_at
     FROM integration_webhooks
     WHERE provider = 'figma'
     ORDER BY created_at DESC
     LIMIT 20;`,
    [{ event_type: 'FILE_UPDATE', status: 'processed' }],
  ],
  [
    `SELECT
       file_name,
       cached_at,
       expires_at,
       expires_at > NOW() as is_valid
     FROM figma_files_cache
     ORDER BY cached_at DESC
     LIMIT 10;`,
    [{ file_name: 'A file', is_valid: true }],
  ],
  [`SELECT COUNT(*) FROM oauth_tokens WHERE provider = 'figma' AND is_active = true;`, [{ count: '1' }]],
  [
    `SELECT COUNT(*) FROM oauth_tokens
     WHERE provider = 'figma'
       AND created_at >= NOW() - INTERVAL '7 days';`,
    [{ count: '1' }],
  ],
  [
    `SELECT AVG(NOW() - last_used_at) as avg_idle_time
     FROM oauth_tokens
     WHERE provider = 'figma' AND is_active = true;`,
    [{ avg_idle_time: { hours: 2 } }],
  ],
  [
    `SELECT
       COUNT(*) FILTER (WHERE status = 'success') * 100.0 / COUNT(*) as success_rate
     FROM oauth_refresh_log
     WHERE provider = 'figma' AND created_at >= NOW() - INTERVAL '30 days';`,
    [{ success_rate: expect.stringMatching(/^75\.0+$/) }],
  ],
  [
    `SELECT
       file_name,
       COUNT(*) as access_count,
       MAX(cached_at) as last_accessed
     FROM figma_files_cache
     GROUP BY file_key, file_name
     ORDER BY access_count DESC
     LIMIT 10;`,
    [{ file_name: 'A file', access_count: '1' }],
  ],
  [
    `SELECT
       event_type,
       COUNT(*) as event_count,
       COUNT(*) FILTER (WHERE status = 'processed') as processed,
       COUNT(*) FILTER (WHERE status = 'failed') as failed
     FROM integration_webhooks
     WHERE provider = 'figma'
     GROUP BY event_type;`,
    [{ event_type: 'FILE_UPDATE', event_count: '1', processed: '1', failed: '0' }],
  ],
];

it('booting installs no extension and changes nothing about the schema', async () => {
  const rows = await vault.database.query<{ extname: string }>('SELECT extname FROM pg_extension');
  expect(rows).toEqual([{ extname: 'plpgsql' }]);
});

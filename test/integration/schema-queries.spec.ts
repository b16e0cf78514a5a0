import type { DataSource, QueryRunner } from 'typeorm';
import { getDataSourceToken } from '@nestjs/typeorm';
import pg from 'pg';
import { vaultConnection } from '../../src/platform/database/connections.js';
import { PurgeService } from '../../src/maintenance/purge.service.js';
import { jwtFor } from '../support/jwt.js';
import { json } from '../support/scripted-provider.js';
import { startVault, type Vault } from '../support/vault.js';

interface Query {
  readonly sql: string;
  readonly params: readonly unknown[];
}

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly Plan[];
}

/** One row for each key, or nothing that grows: read as a whole. */
const readWhole = new Set(['encryption_canaries', 'migrations']);

let vault: Vault;
const queries = new Map<string, Query>();

beforeAll(async () => {
  vault = await startVault();
  const sources = [getDataSourceToken(), getDataSourceToken(vaultConnection)];
  for (const token of sources) recordQueries(vault.app.get<DataSource>(token));
  await useEverything();
  await fill();
});
afterAll(() => vault.close());

/** Every query runner of the source passes its statements by. */
function recordQueries(source: DataSource): void {
  const create = source.createQueryRunner.bind(source);
  jest.spyOn(source, 'createQueryRunner').mockImplementation((mode) => {
    const runner: QueryRunner = create(mode);
    const query = runner.query.bind(runner) as (sql: string, ...rest: unknown[]) => Promise<unknown>;
    jest.spyOn(runner, 'query').mockImplementation((sql: string, ...rest: unknown[]) => {
      if (!queries.has(sql)) queries.set(sql, { sql, params: (rest[0] ?? []) as unknown[] });
      return query(sql, ...rest);
    });
    return runner;
  });
}

const call = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) =>
  vault.app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${jwtFor('designer')}` },
    ...(payload && { payload }),
  });

async function authorize(): Promise<string> {
  const { stateToken } = (await call('GET', '/api/integrations/figma/auth')).json<{ stateToken: string }>();
  return stateToken;
}

const callback = (state: string, userAgent: string) =>
  vault.app.inject({
    method: 'GET',
    url: `/api/integrations/figma/callback?state=${state}&code=a-code`,
    headers: { 'user-agent': userAgent },
  });

/** A connection's whole life over the routes, so that every store's statements are seen. */
async function useEverything(): Promise<void> {
  const { provider } = vault;
  const tokens = json(200, { access_token: 'a-1', refresh_token: 'r-1', token_type: 'bearer', expires_in: 3_600 });
  const account = json(200, {
    id: '1',
    email: 'ana@figma.example',
    handle: 'Ana',
    img_url: 'https://example.com/a.png',
  });
  provider.answer(tokens, account);
  expect((await callback(await authorize(), 'curl/8')).headers.location).toContain('status=success');
  const parked = await callback(await authorize(), 'Mozilla/5.0');
  const ticket = new URL(String(parked.headers.location)).hash.replace('#ticket=', '');
  provider.answer(tokens, account);
  expect((await call('POST', '/api/integrations/figma/confirm', { ticket })).statusCode).toBe(200);
  await useFigma();
  await vault.database.query(`UPDATE oauth_tokens SET expires_at = now()`);
  provider.answer(json(500, {}), json(400, { error: 'invalid_grant' }));
  await call('GET', '/api/integrations/figma/comments/OTHERKEY');
  await vault.database.query(`UPDATE oauth_grants SET failed_at = NULL`);
  await call('GET', '/api/integrations/figma/comments/OTHERKEY');
  await vault.app.get(PurgeService).run();
  expect((await call('GET', '/api/integrations')).statusCode).toBe(200);
  expect((await call('DELETE', '/api/integrations/figma')).statusCode).toBe(200);
  provider.finish();
}

async function useFigma(): Promise<void> {
  const { provider } = vault;
  const file = { name: 'A file', lastModified: '2026-01-01T00:00:00Z', version: '1', thumbnailUrl: null, document: {} };
  provider.answer(json(200, file), json(200, file), json(200, { comments: [] }));
  expect((await call('GET', '/api/integrations/figma/files/KEY')).statusCode).toBe(200);
  expect((await call('GET', '/api/integrations/figma/files/KEY')).statusCode).toBe(200);
  expect((await call('GET', '/api/integrations/figma/files/KEY?depth=1')).statusCode).toBe(200);
  expect((await call('GET', '/api/integrations/figma/comments/KEY')).statusCode).toBe(200);
  expect((await call('PUT', '/api/integrations/figma/settings', { teamIds: [], files: ['KEY'] })).statusCode).toBe(200);
  await call('GET', '/api/integrations/figma/settings');
}

/** Enough rows and statistics for the planner to choose as it does in production. */
async function fill(): Promise<void> {
  await vault.database.query(`
    INSERT INTO users (id) SELECT gen_random_uuid() FROM generate_series(1, 3000);
    INSERT INTO oauth_grants (provider, client_id, provider_user_id) SELECT 'figma', 'c', id FROM users;
    INSERT INTO oauth_tokens (user_id, provider, provider_user_id, grant_id)
    SELECT u.id, 'figma', u.id, g.id FROM users u JOIN oauth_grants g ON g.provider_user_id = u.id::text
        ON CONFLICT DO NOTHING;
    INSERT INTO oauth_state_tokens (user_id, provider, state_hash, nonce_hash, code_verifier, redirect_uri, return_to, scope,
                                    expires_at, ticket_hash, parked_code, parked_until)
    SELECT id, 'figma', sha256(id::text::bytea), '', '', '', '', '{}', now() + random() * interval '15 minutes',
           sha256(id::text::bytea), '', now() + random() * interval '1 minute' FROM users;
    WITH bodies AS (INSERT INTO figma_bodies (content_type, content_encoding)
                    SELECT 'application/json', 'identity' FROM users RETURNING id)
    INSERT INTO figma_cache_entries (user_id, resource, file_key, variant, body_id, expires_at)
    SELECT u.id, 'file', 'KEY', '', b.id, now() FROM (SELECT id, row_number() OVER () AS n FROM users) u
      JOIN (SELECT id, row_number() OVER () AS n FROM bodies) b USING (n);
    ANALYZE`);
}

function nodesOf(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

/** Without sequential scans wherever an index can serve: what is still scanned has no index for this query. */
async function planOf({ sql, params }: Query): Promise<Plan[]> {
  const client = new pg.Client({ connectionString: vault.database.url, options: '-c enable_seqscan=off' });
  await client.connect();
  try {
    const { rows } = await client.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(`EXPLAIN (FORMAT JSON) ${sql}`, [
      ...params,
    ]);
    return nodesOf(rows[0]!['QUERY PLAN'][0]!.Plan);
  } finally {
    await client.end();
  }
}

it('every statement that looks for rows finds them by an index', async () => {
  const searching = [...queries.values()].filter(({ sql }) =>
    /^\s*(SELECT|UPDATE|DELETE|WITH)\b[\s\S]*\b(FROM|UPDATE)\s+\w/i.test(sql),
  );
  const scans: { sql: string; node: string; table: string | undefined }[] = [];
  for (const query of searching) {
    for (const node of await planOf(query)) {
      const table = node['Relation Name'];
      if (node['Node Type'] === 'Seq Scan' && !readWhole.has(table ?? ''))
        scans.push({ sql: query.sql, node: 'Seq Scan', table });
    }
  }
  expect(scans).toEqual([]);
  expect(searching.length).toBeGreaterThanOrEqual(20);
});

it('the hot ones are answered by a key or by their own index', async () => {
  const hot: [RegExp, string][] = [
    [/WHERE t\.user_id = \$1 AND t\.provider = \$2/, 'user_id'],
    [/WHERE t\.grant_id = \$1 AND t\.is_active/, 'grant_id'],
    [/state_hash = \$1 AND provider = \$2/, 'state_hash'],
    [/WHERE ticket_hash = \$1/, 'ticket_hash'],
    [/FROM oauth_grants WHERE id = \$1 FOR UPDATE/, 'id'],
    [/e\.user_id = \$1 AND e\.resource = \$2/, 'variant'],
    [/parked_until < now\(\)/, 'parked_until'],
    [/WHERE expires_at < now\(\) ORDER BY expires_at/, 'expires_at'],
  ];
  for (const [pattern, column] of hot) {
    const query = [...queries.values()].find(({ sql }) => pattern.test(sql));
    expect({ pattern, seen: query !== undefined }).toEqual({ pattern, seen: true });
    const conditions = (await planOf(query!)).map((node) => node['Index Cond'] ?? '');
    expect({ pattern, conditions }).toEqual({
      pattern,
      conditions: expect.arrayContaining([expect.stringContaining(column)]),
    });
  }
});

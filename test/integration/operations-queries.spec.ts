import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

const page = readFileSync(resolve(__dirname, '../../docs/operations.md'), 'utf8');
/** Each query with the sentence before it. */
const queries = [...page.matchAll(/^(\S.*):\n\n```sql\n([^]*?)^```$/gm)].map(
  ([, question = '', sql = '']) => [question, sql] as const,
);

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.query(
    `INSERT INTO users (id, email) VALUES ('00000000-0000-4000-8000-000000000001', 'ana@example.com')`,
  );
  await database.query(
    `INSERT INTO oauth_tokens (user_id, provider, provider_user_id, provider_username, access_token, last_used_at, status_reason)
     SELECT id, 'figma', '1', 'ana@figma.example', 'sealed', now() - interval '1 hour', 'scopes_missing' FROM users`,
  );
  await database.query(
    `INSERT INTO oauth_refresh_log (user_id, provider, status, error_code, duration_ms)
     SELECT id, 'figma', s, CASE s WHEN 'failed' THEN 'timeout' END, 5
       FROM users, unnest(ARRAY['success', 'success', 'failed']) s`,
  );
  await database.query(
    `INSERT INTO figma_files_cache (user_id, file_key, file_name, expires_at, access_count)
     SELECT id, 'key', 'A file', now() + interval '1 day', 3 FROM users`,
  );
  await database.query(
    `INSERT INTO figma_bodies (content_type, content_encoding, stored_bytes, is_complete) VALUES ('a/b', 'identity', 2048, true)`,
  );
  await database.query(
    `INSERT INTO integration_webhooks (provider, event_type, payload) VALUES ('figma', 'FILE_UPDATE', '{}')`,
  );
});
afterAll(() => database.drop());

it('finds the queries of docs/operations.md', () => {
  expect(queries.length).toBeGreaterThan(8);
  expect(queries).toHaveLength(page.split('```sql').length - 1);
});

it.each(queries)('answers: %s', async (_, sql) => {
  const [row] = await database.query(sql);
  expect(row).toBeDefined();
  expect(Object.values(row!)).not.toEqual(Object.values(row!).map(() => null));
});

it('computes the rate of refreshes from the log', async () => {
  const [, sql] = queries.find(([question]) => question.startsWith('How often refreshing succeeds'))!;
  expect(await database.query(sql)).toEqual([{ percent: '66.7' }]);
});

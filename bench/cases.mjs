import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { jwtFor, serviceEnvironment } from './environment.mjs';
import { compare, median } from './measure.mjs';
import { startServer } from './servers.mjs';

/** @typedef {{ name: string, subject: string, reference: string, figure: string, aim: string, met: boolean }} Row */

const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const seconds = Number(process.env.BENCH_SECONDS ?? 3);

/** @param {number} value */
const rate = (value) => `${Math.round(value)} req/s`;

/**
 * @param {string} databaseUrl
 * @returns {Promise<Row[]>}
 */
export async function throughput(databaseUrl) {
  const user = await oneConnection(databaseUrl);
  const headers = { authorization: `Bearer ${jwtFor(user)}` };
  const subject = await startServer('./service-server.mjs', serviceEnvironment(databaseUrl));
  const reference = await startServer('./reference-server.mjs', { DATABASE_URL: databaseUrl, NODE_ENV: 'production' });
  /** @type {[string, string, number][]} */
  const cases = [
    ['guarded route, 2 KB, no database', '/bench/document', 0.5],
    ['GET /api/integrations against one SELECT', '/api/integrations', 0.5],
  ];
  try {
    const rows = [];
    for (const [name, path, aim] of cases) {
      const target = (/** @type {{ url: string }} */ server) => ({ url: `${server.url}${path}`, headers });
      const result = await compare({ subject: target(subject), reference: target(reference), rounds, seconds });
      rows.push({
        name,
        subject: rate(result.subject),
        reference: rate(result.reference),
        figure: result.ratio.toFixed(2),
        aim: `>= ${aim}`,
        met: result.ratio >= aim,
      });
    }
    return rows;
  } finally {
    await subject.stop();
    await reference.stop();
  }
}

/** From spawning the process to its listening; the database is up and migrated. @param {string} databaseUrl @returns {Promise<Row>} */
export async function boot(databaseUrl) {
  const ours = [];
  const bare = [];
  for (let round = 0; round < rounds; round += 1) {
    ours.push(await timeBoot('./service-server.mjs', serviceEnvironment(databaseUrl)));
    bare.push(await timeBoot('./bare-nest-server.mjs', {}));
  }
  const ratio = median(ours.map((ms, round) => ms / bare[round]));
  return {
    name: 'boot to ready against a bare Nest application',
    subject: `${Math.round(median(ours))} ms`,
    reference: `${Math.round(median(bare))} ms`,
    figure: ratio.toFixed(2),
    aim: '<= 3',
    met: ratio <= 3,
  };
}

/** @param {string} script @param {Record<string, string>} env */
async function timeBoot(script, env) {
  const startedAt = performance.now();
  const server = await startServer(script, env);
  const took = performance.now() - startedAt;
  await server.stop();
  return took;
}

/** A connected user, as the list finds one; the ciphertexts are never opened by the list. @param {string} databaseUrl */
async function oneConnection(databaseUrl) {
  const user = randomUUID();
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('INSERT INTO users (id, email) VALUES ($1, $2)', [user, 'bench@example.com']);
  await client.query(
    `INSERT INTO oauth_tokens (user_id, provider, access_token, provider_user_id, provider_username, provider_email, provider_metadata, scope, expires_at)
     VALUES ($1, 'figma', 'sealed', '1', 'bench@example.com', 'bench@example.com', $2, $3, now() + interval '90 days')`,
    [user, { handle: 'Bench', avatarUrl: null }, ['current_user:read', 'file_content:read']],
  );
  await client.end();
  return user;
}

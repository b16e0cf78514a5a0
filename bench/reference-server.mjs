import { createSecretKey } from 'node:crypto';
import Fastify from 'fastify';
import jwt from 'jsonwebtoken';
import pg from 'pg';
import { document, jwtSecret } from './environment.mjs';

/** What somebody would write by hand: bare Fastify, the same JWT check, one SELECT. */
const key = createSecretKey(Buffer.from(jwtSecret));
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 8 });
const server = Fastify();

server.addHook('onRequest', async (request, reply) => {
  try {
    const token = (request.headers.authorization ?? '').slice('Bearer '.length);
    request.user = jwt.verify(token, key, { algorithms: ['HS256'] });
  } catch {
    await reply.status(401).send({ error: 'unauthorized' });
  }
});
server.decorateRequest('user', null);
server.get('/bench/document', () => document);
server.get('/api/integrations', async (request) => {
  const { rows } = await pool.query({
    name: 'list',
    text: 'SELECT * FROM oauth_tokens WHERE user_id = $1 ORDER BY provider',
    values: [request.user.sub],
  });
  return { integrations: rows };
});

await server.listen({ port: 0, host: '127.0.0.1' });
const { port } = server.server.address();
process.stdout.write(`${JSON.stringify({ benchReady: { url: `http://127.0.0.1:${port}` } })}\n`);
process.on('SIGTERM', () => process.exit(0));

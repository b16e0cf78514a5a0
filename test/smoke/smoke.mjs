/**
 * The built service under the Node that runs this file: boot on the embedded PostgreSQL, connect, list files, stop.
 * Exits 0 when all of it works. Usage: node test/smoke/smoke.mjs
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createFigmaSandbox } from '@figbridge/figma-sandbox';

const jwtSecret = randomBytes(32).toString('hex');
const dataDir = await mkdtemp(join(tmpdir(), 'figbridge-smoke-'));
const sandbox = await createFigmaSandbox();
const service = await startService();
try {
  await connectAndList(service.url);
  assert.equal(await service.stop(), 0, 'SIGTERM ends with exit code 0');
  process.stdout.write(`smoke: boot, connect, list and stop work on Node ${process.versions.node}\n`);
} finally {
  service.child.kill('SIGKILL');
  await sandbox.close();
  await rm(dataDir, { recursive: true, force: true });
}

async function startService() {
  const port = await freePort();
  sandbox.state.registerRedirectUri('figbridge-demo', `http://localhost:${port}/api/integrations/figma/callback`);
  const child = spawn(process.execPath, [fileURLToPath(new URL('../../dist/main.js', import.meta.url))], {
    env: { PATH: process.env.PATH, NODE_ENV: 'development', PORT: String(port), DATA_DIR: dataDir, ...settings() },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise((done) => child.once('exit', done));
  const url = `http://127.0.0.1:${port}`;
  await untilReady(url, ended);
  const stop = () => {
    child.kill('SIGTERM');
    return ended;
  };
  return { url, child, stop };
}

function settings() {
  return {
    JWT_SECRET: jwtSecret,
    FIGMA_CLIENT_ID: 'figbridge-demo',
    FIGMA_CLIENT_SECRET: 'figbridge-demo-secret',
    FIGMA_WEB_URL: sandbox.webUrl,
    FIGMA_API_URL: sandbox.apiUrl,
    FIGMA_TEAM_IDS: [...sandbox.state.teams.keys()].join(','),
  };
}

/** @param {string} url @param {Promise<unknown>} ended */
async function untilReady(url, ended) {
  let hasEnded = false;
  void ended.then(() => (hasEnded = true));
  for (let attempt = 0; attempt < 300 && !hasEnded; attempt += 1) {
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.status === 200) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('the service did not become ready');
}

/** @param {string} url */
async function connectAndList(url) {
  const headers = { authorization: `Bearer ${jwt()}` };
  const started = await (await fetch(`${url}/api/integrations/figma/auth`, { headers })).json();
  const callback = new URL(await sandbox.authorize(started.authorizationUrl, { user: 'ines' }));
  const back = await fetch(`${url}${callback.pathname}${callback.search}`, { redirect: 'manual' });
  assert.match(back.headers.get('location') ?? '', /status=success$/);
  const { integrations } = await (await fetch(`${url}/api/integrations`, { headers })).json();
  assert.equal(integrations[0].status, 'connected');
  const { files } = await (await fetch(`${url}/api/integrations/figma/files`, { headers })).json();
  assert.ok(files.length > 0, 'the team has files');
}

function jwt() {
  const encode = (/** @type {unknown} */ value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1000) + 600;
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub: 'smoke', exp })}`;
  return `${signed}.${createHmac('sha256', jwtSecret).update(signed).digest('base64url')}`;
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

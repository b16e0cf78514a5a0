import { createFigmaSandbox } from '@figbridge/figma-sandbox';
import { readFile } from 'node:fs/promises';
import { jwtFor, serviceEnvironment } from './environment.mjs';
import { startServer } from './servers.mjs';

const client = { clientId: 'bench', clientSecret: 'bench-secret' };
const publicUrl = 'http://localhost:3000';

/**
 * Resident memory of the service after one user connected and it has been idle for a while, without its database.
 *
 * @param {string} databaseUrl
 * @returns {Promise<import('./cases.mjs').Row>}
 */
export async function idleMemory(databaseUrl) {
  const sandbox = await createFigmaSandbox();
  const figma = { FIGMA_WEB_URL: sandbox.webUrl, FIGMA_API_URL: sandbox.apiUrl };
  const server = await startServer('./service-server.mjs', { ...serviceEnvironment(databaseUrl), ...figma });
  try {
    await connect(server.url, sandbox);
    await new Promise((done) => setTimeout(done, 5_000));
    const megabytes = (await residentBytes(server.pid)) / 1024 / 1024;
    const figure = `${megabytes.toFixed(0)} MB`;
    return {
      name: 'idle memory (RSS) after one connection',
      subject: figure,
      reference: '-',
      figure: '-',
      aim: '<= 130 MB',
      met: megabytes <= 130,
    };
  } finally {
    await server.stop();
    await sandbox.close();
  }
}

/** @param {string} url @param {import('@figbridge/figma-sandbox').FigmaSandbox} sandbox */
async function connect(url, sandbox) {
  const headers = { authorization: `Bearer ${jwtFor('bench-user')}` };
  const started = await (await fetch(`${url}/api/integrations/figma/auth`, { headers })).json();
  const { searchParams } = new URL(started.authorizationUrl);
  const redirectUri = `${publicUrl}/api/integrations/figma/callback`;
  sandbox.state.addApp({
    ...client,
    kind: 'private',
    organization: 'fernlight',
    redirectUris: [redirectUri],
    scopes: (searchParams.get('scope') ?? '').split(' '),
  });
  const callback = new URL(await sandbox.authorize(started.authorizationUrl, { user: 'ines' }));
  const answer = await fetch(`${url}${callback.pathname}${callback.search}`, {
    redirect: 'manual',
    headers: { 'user-agent': 'bench' },
  });
  if (!answer.headers.get('location')?.endsWith('status=success')) throw new Error('the bench user did not connect');
}

/** Linux only, as the figure is. @param {number} pid */
async function residentBytes(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? NaN) * 1024;
}

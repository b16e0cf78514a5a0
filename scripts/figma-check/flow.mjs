import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

/** @typedef {{ webUrl: string, apiUrl: string, clientId: string, clientSecret: string, redirectUri: string, scopes: string }} App */

const patienceMs = 300_000;

/**
 * RFC 6749 §4.1 with PKCE, finished by a person in a browser. The redirect URI must lead to this machine and be registered.
 *
 * @param {App} app
 * @param {(authorizationUrl: string) => void} showUrl
 * @returns {Promise<Record<string, any>>} the token endpoint's answer
 */
export async function authorize(app, showUrl) {
  const state = randomBytes(32).toString('base64url');
  const verifier = randomBytes(32).toString('base64url');
  const code = waitForCode(new URL(app.redirectUri), state);
  const url = new URL(`${app.webUrl}/oauth`);
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const pkce = { code_challenge: challenge, code_challenge_method: 'S256' };
  const request = {
    client_id: app.clientId,
    redirect_uri: app.redirectUri,
    scope: app.scopes,
    state,
    response_type: 'code',
  };
  url.search = new URLSearchParams({ ...request, ...pkce }).toString();
  showUrl(url.href);
  const form = {
    grant_type: 'authorization_code',
    code: await code,
    redirect_uri: app.redirectUri,
    code_verifier: verifier,
  };
  return post(app, '/v1/oauth/token', form);
}

/** @param {App} app @param {string} refreshToken */
export function refresh(app, refreshToken) {
  return post(app, '/v1/oauth/refresh', { refresh_token: refreshToken });
}

/** @param {App} app @param {string} path @param {Record<string, string>} form */
async function post(app, path, form) {
  const credentials = Buffer.from(`${app.clientId}:${app.clientSecret}`).toString('base64');
  const answer = await fetch(`${app.apiUrl}${path}`, {
    method: 'POST',
    redirect: 'error',
    signal: AbortSignal.timeout(30_000),
    headers: { authorization: `Basic ${credentials}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer.json();
}

/** @param {URL} redirectUri @param {string} state @returns {Promise<string>} */
function waitForCode(redirectUri, state) {
  return new Promise((resolve, reject) => {
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', redirectUri);
      if (url.pathname !== redirectUri.pathname || url.searchParams.get('state') !== state) {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(200, { 'content-type': 'text/plain' }).end('Done. Go back to the terminal.');
      finish(() => resolve(url.searchParams.get('code') ?? ''));
    });
    const timer = setTimeout(
      () => finish(() => reject(new Error('nobody allowed the app within five minutes'))),
      patienceMs,
    );
    const finish = (/** @type {() => void} */ settle) => {
      clearTimeout(timer);
      server.close();
      server.closeAllConnections();
      settle();
    };
    server.once('error', reject);
    server.listen(Number(redirectUri.port || 80), '127.0.0.1');
  });
}

/**
 * For the owner of a real Figma app: walks the OAuth flow against Figma and compares Figma's answers with the sandbox's, so
 * that the sandbox can be kept honest. Reads only. Costs two Tier 1 calls. Never runs in CI.
 *
 *   FIGMA_CLIENT_ID=… FIGMA_CLIENT_SECRET=… FIGMA_CHECK_REDIRECT_URI=http://localhost:3000/api/integrations/figma/callback \
 *   FIGMA_CHECK_TEAM=<team id> FIGMA_CHECK_FILE=<file key> npm run figma:check
 */
import { createFigmaSandbox } from '@figbridge/figma-sandbox';
import { authorize, refresh } from './flow.mjs';
import { compareShapes } from './shapes.mjs';

const scopes = 'current_user:read file_content:read file_metadata:read file_comments:read folders:read';

if (process.env.CI) fail('figma:check talks to the real Figma and does not run in CI');
const env = required(
  'FIGMA_CLIENT_ID',
  'FIGMA_CLIENT_SECRET',
  'FIGMA_CHECK_REDIRECT_URI',
  'FIGMA_CHECK_TEAM',
  'FIGMA_CHECK_FILE',
);
const app = {
  webUrl: process.env.FIGMA_WEB_URL ?? 'https://www.figma.com',
  apiUrl: process.env.FIGMA_API_URL ?? 'https://api.figma.com',
  clientId: env.FIGMA_CLIENT_ID,
  clientSecret: env.FIGMA_CLIENT_SECRET,
  redirectUri: env.FIGMA_CHECK_REDIRECT_URI,
  scopes,
};

const sandbox = await createFigmaSandbox();
try {
  const real = await realAnswers();
  const simulated = await sandboxAnswers();
  const differences = [...real].filter(([name, answer]) => report(name, answer, simulated.get(name)));
  process.stdout.write(`\n${real.size} answers compared, ${differences.length} differ in shape\n`);
} finally {
  await sandbox.close();
}

async function realAnswers() {
  const tokens = await authorize(app, (url) =>
    process.stdout.write(`Open this in a browser and allow the app:\n\n  ${url}\n\n`),
  );
  return answersOf(
    app.apiUrl,
    tokens,
    await refresh(app, tokens.refresh_token),
    env.FIGMA_CHECK_TEAM,
    env.FIGMA_CHECK_FILE,
  );
}

/** The same walk through the sandbox, allowed by its first user. */
async function sandboxAnswers() {
  const [user] = sandbox.state.users.values();
  const file = [...sandbox.state.files.values()].find(({ editorType }) => editorType === 'figma');
  const [team] = sandbox.state.teams.values();
  const own = {
    ...app,
    webUrl: sandbox.webUrl,
    apiUrl: sandbox.apiUrl,
    clientId: 'figma-check',
    clientSecret: 'figma-check-secret',
  };
  const { clientId, clientSecret, redirectUri } = own;
  const { organization } = user;
  sandbox.state.addApp({
    clientId,
    clientSecret,
    kind: 'private',
    organization,
    redirectUris: [redirectUri],
    scopes: scopes.split(' '),
  });
  const allowed = (/** @type {string} */ url) =>
    void sandbox.authorize(url, { user: user.id }).then((callback) => fetch(callback).then((answer) => answer.text()));
  const tokens = await authorize(own, allowed);
  return answersOf(sandbox.apiUrl, tokens, await refresh(own, tokens.refresh_token), team.id, file?.key ?? '');
}

/**
 * @param {string} apiUrl
 * @param {Record<string, any>} tokens
 * @param {Record<string, any>} refreshed the refresh kills the first access token, so the reads use this one's
 * @param {string} team
 * @param {string} file
 */
async function answersOf(apiUrl, tokens, refreshed, team, file) {
  const answers = new Map([
    ['token endpoint', tokens],
    ['refresh endpoint', refreshed],
  ]);
  const get = async (/** @type {string} */ name, /** @type {string} */ path) => {
    const headers = { authorization: `Bearer ${refreshed.access_token}` };
    const answer = await fetch(`${apiUrl}${path}`, {
      headers,
      redirect: 'error',
      signal: AbortSignal.timeout(120_000),
    });
    const body = await answer.json();
    answers.set(`${name} (${answer.status})`, body);
    return body;
  };
  await get('GET /v1/me', '/v1/me');
  const { folders = [] } = await get('GET folders of a team', `/v2/teams/${team}/folders`);
  if (folders[0]) await get('GET files of a folder', `/v2/folders/${folders[0].id}/files`);
  await get('GET file metadata', `/v1/files/${file}/meta`);
  await get('GET file, depth 1', `/v1/files/${file}?depth=1`);
  await get('GET comments', `/v1/files/${file}/comments`);
  await get('GET a file that does not exist', '/v1/files/0000000000000000000000/meta');
  return answers;
}

/** @param {string} name @param {unknown} real @param {unknown} simulated @returns {boolean} whether they differ */
function report(name, real, simulated) {
  if (simulated === undefined) return say(name, ['the sandbox did not answer this with the same status']);
  const { unknownToSandbox, inventedBySandbox, otherTypes } = compareShapes(real, simulated);
  return say(name, [
    ...unknownToSandbox.map((path) => `only Figma has ${path}`),
    ...inventedBySandbox.map((path) => `only the sandbox has ${path}`),
    ...otherTypes.map((path) => `other type at ${path}`),
  ]);
}

/** @param {string} name @param {string[]} lines */
function say(name, lines) {
  process.stdout.write(
    `${lines.length === 0 ? 'same  ' : 'DIFFER'} ${name}\n${lines.map((line) => `         ${line}\n`).join('')}`,
  );
  return lines.length > 0;
}

/** @param {string[]} names @returns {Record<string, string>} */
function required(...names) {
  const missing = names.filter((name) => !process.env[name]);
  if (missing.length > 0) fail(`set ${missing.join(', ')} (see the head of scripts/figma-check/check.mjs)`);
  return Object.fromEntries(names.map((name) => [name, process.env[name] ?? '']));
}

/** @param {string} message @returns {never} */
function fail(message) {
  process.stderr.write(`figma:check: ${message}\n`);
  process.exit(2);
}

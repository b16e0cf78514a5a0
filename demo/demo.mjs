/* global AbortController */
/**
 * `npm run demo`: the built service on its embedded PostgreSQL, with the Figma sandbox in place of Figma. Needs no account,
 * no network and no other program. What users did in an earlier run is kept; the sandbox starts anew each time.
 */
import { mkdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { choosePort } from './ports.mjs';
import { Service, ServiceError } from './service.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dataDir = join(root, '.data', 'demo');
const logFile = join(dataDir, 'service.log');
const ports = { service: 3000, figmaWeb: 4010, figmaApi: 4011, figmaAssets: 4012 };
const clientId = 'figbridge-demo';
const person = { subject: 'demo-user', email: 'demo@example.com', ttlSeconds: 24 * 60 * 60 };
/** A terminal and npm both pass Ctrl+C on, so the second signal comes by itself; a later one means impatience. */
const echoMs = 2_000;

/** @param {string} line */
const say = (line) => void process.stdout.write(`${line}\n`);

/** @type {Service | null} */
let service = null;

process.exitCode = await main();

async function main() {
  const stop = stopOnSignals();
  try {
    await run(stop);
    return 0;
  } catch (error) {
    if (stop.aborted) return 0;
    process.stderr.write(`${describe(error)}\n`);
    return 1;
  }
}

/** @param {AbortSignal} stop */
async function run(stop) {
  say('Building the service, the page and the Figma sandbox …');
  await build(root, stop);
  const port = await choosePort(ports.service);
  const url = `http://localhost:${port}`;
  const sandbox = await startSandbox(`${url}/api/integrations/figma/callback`);
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const env = await environment(sandbox, port);
    say('Starting …');
    service = new Service({ root, env, logFile });
    await untilStopped(service, () => introduce(url, env), url, stop);
  } finally {
    await sandbox.close();
  }
}

/**
 * @param {Service} running
 * @param {() => Promise<void>} greet
 * @param {string} url
 * @param {AbortSignal} stop
 */
async function untilStopped(running, greet, url, stop) {
  const stopped = new Promise((done) => stop.addEventListener('abort', () => done('stop'), { once: true }));
  try {
    await running.ready(url, stop);
    await greet();
    const why = await Promise.race([stopped, running.ended]);
    if (why !== 'stop') throw running.explain(`The service ended by itself (${why}).`);
  } finally {
    const clean = await running.stop();
    if (stop.aborted) say(clean ? '\nStopped. The data is kept.' : '\nStopped, though not cleanly; see the log.');
  }
}

/**
 * The stand-in for Figma, with our callback registered as at Figma.
 *
 * @param {string} redirectUri
 */
async function startSandbox(redirectUri) {
  const { createFigmaSandbox } = await import('@figbridge/figma-sandbox');
  const [port, apiPort, assetPort] = [
    await choosePort(ports.figmaWeb),
    await choosePort(ports.figmaApi),
    await choosePort(ports.figmaAssets),
  ];
  const sandbox = await createFigmaSandbox({ port, apiPort, assetPort });
  sandbox.state.registerRedirectUri(clientId, redirectUri);
  return sandbox;
}

/**
 * What the service is configured by. Settings of the person's own shell stay out: the demo must not touch their database.
 *
 * @param {import('@figbridge/figma-sandbox').FigmaSandbox} sandbox
 * @param {number} port
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
async function environment(sandbox, port) {
  const { SETTINGS } = await import('../dist/config/settings/table.js');
  const inherited = Object.entries(process.env).filter(([name]) => !(name.replace(/_FILE$/, '') in SETTINGS));
  const [team] = sandbox.state.teams.keys();
  return {
    ...Object.fromEntries(inherited),
    NODE_ENV: 'development',
    PORT: String(port),
    DATA_DIR: dataDir,
    FIGMA_CLIENT_ID: clientId,
    FIGMA_CLIENT_SECRET: sandbox.state.app(clientId).clientSecret,
    FIGMA_TEAM_IDS: team,
    FIGMA_WEB_URL: sandbox.webUrl,
    FIGMA_API_URL: sandbox.apiUrl,
    FIGMA_ASSET_HOSTS: new URL(sandbox.assetUrl).host,
  };
}

/**
 * @param {string} url
 * @param {NodeJS.ProcessEnv} env
 */
async function introduce(url, env) {
  const { loadConfig } = await import('../dist/config/load-config.js');
  const { mintToken } = await import('../dist/cli/mint-token.js');
  const jwt = mintToken(loadConfig(env).config, person);
  say('');
  say(`Page: ${url}/settings/integrations#jwt=${jwt}`);
  say(`Swagger: ${url}/docs`);
  say(`JWT: ${jwt}`);
  say('');
  say('Open the page: it is signed in already. Or ask the API:');
  say(`curl -s -H "Authorization: Bearer ${jwt}" ${url}/api/integrations`);
  say('');
  say(`The service logs to ${relative(process.cwd(), logFile) || logFile}. Ctrl+C stops everything.`);
}

/** The first signal asks everything to end in order; one that comes much later kills the service. */
function stopOnSignals() {
  const controller = new AbortController();
  let firstAt = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (!controller.signal.aborted) firstAt = performance.now();
      else if (performance.now() - firstAt > echoMs) service?.kill();
      controller.abort();
    });
  }
  return controller.signal;
}

/** @param {unknown} error */
function describe(error) {
  if (error instanceof ServiceError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { createFigmaSandbox } from './sandbox.js';
import type { FigmaSandbox } from './sandbox.js';

const USAGE = `figma-sandbox: a stand-in for figma.com and api.figma.com

  --port N            web origin (default: a free port)
  --api-port N        API origin
  --asset-port N      image origin
  --host ADDRESS      address to listen on (127.0.0.1)
  --public-host NAME  host name in URLs (localhost)
  --seed FILE         YAML or JSON seed in place of the built-in design team
  --redirect-uri URI  also allow this redirect URI, for every app (repeatable)
  --json              print one JSON line instead of text
`;

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    'api-port': { type: 'string' },
    'asset-port': { type: 'string' },
    host: { type: 'string' },
    'public-host': { type: 'string' },
    seed: { type: 'string' },
    'redirect-uri': { type: 'string', multiple: true },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  },
});

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`not a port: ${text}`);
  return port;
}

function describe({ webUrl, apiUrl, assetUrl, state }: FigmaSandbox): string {
  const apps = [...state.apps.values()].map((app) => `  ${app.clientId} (${app.kind}), secret ${app.clientSecret}`);
  const teams = [...state.teams.values()].map((team) => `  ${team.id}  ${team.name}`);
  const users = [...state.users.values()].map((user) => `  ${user.handle} <${user.email}>`);
  const origins = [`Web:    ${webUrl}`, `API:    ${apiUrl}`, `Images: ${assetUrl}`];
  return [...origins, 'Apps:', ...apps, 'Teams:', ...teams, 'Users:', ...users, ''].join('\n');
}

function summary({ webUrl, apiUrl, assetUrl, state }: FigmaSandbox): string {
  const teamIds = [...state.teams.keys()];
  return `${JSON.stringify({ webUrl, apiUrl, assetUrl, teamIds })}\n`;
}

async function main(): Promise<void> {
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const sandbox = await createFigmaSandbox({
    port: portOf(values.port),
    apiPort: portOf(values['api-port']),
    assetPort: portOf(values['asset-port']),
    host: values.host,
    publicHost: values['public-host'],
    seed: values.seed,
  });
  for (const { clientId } of sandbox.state.apps.values()) {
    for (const uri of values['redirect-uri'] ?? []) sandbox.state.registerRedirectUri(clientId, uri);
  }
  process.stdout.write(values.json ? summary(sandbox) : describe(sandbox));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close());
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

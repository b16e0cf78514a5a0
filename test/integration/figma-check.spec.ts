import { spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { createFigmaSandbox, type FigmaSandbox } from '@figbridge/figma-sandbox';
import { freePort } from '../support/app.js';

const script = resolve(__dirname, '../../scripts/figma-check/check.mjs');

/** A second sandbox plays the real Figma; the script brings its own to compare it with. */
describe('npm run figma:check', () => {
  let figma: FigmaSandbox;
  let redirectUri: string;
  const running = new Set<ChildProcess>();

  beforeAll(async () => {
    figma = await createFigmaSandbox();
    redirectUri = `http://localhost:${await freePort()}/callback`;
    figma.state.registerRedirectUri('figbridge-demo', redirectUri);
  });
  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL');
    await figma.close();
  });

  const environment = (): Record<string, string> => ({
    PATH: process.env.PATH ?? '',
    FIGMA_CLIENT_ID: 'figbridge-demo',
    FIGMA_CLIENT_SECRET: 'figbridge-demo-secret',
    FIGMA_CHECK_REDIRECT_URI: redirectUri,
    FIGMA_CHECK_TEAM: [...figma.state.teams.keys()][0]!,
    FIGMA_CHECK_FILE: [...figma.state.files.keys()][0]!,
    FIGMA_WEB_URL: figma.webUrl,
    FIGMA_API_URL: figma.apiUrl,
  });

  /** Runs it to its end; whoever `allow` is clicks Allow as soon as the URL is printed. */
  async function run(env: Record<string, string>, allow?: string): Promise<{ code: number | null; lines: string[] }> {
    const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    const lines: string[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => lines.push(line));
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      const url = /\S+\/oauth\?\S+/.exec(line)?.[0];
      if (url && allow) void figma.authorize(url, { user: allow }).then((callback) => fetch(callback));
    });
    const code = await new Promise<number | null>((done) => child.once('close', done));
    running.delete(child);
    return { code, lines };
  }

  it('finds no difference between Figma and a Figma that is the sandbox', async () => {
    const { code, lines } = await run(environment(), 'ines');
    expect(lines.filter((line) => line.startsWith('DIFFER'))).toEqual([]);
    expect(lines.at(-1)).toBe('9 answers compared, 0 differ in shape');
    expect(code).toBe(0);
  });

  it('names what Figma has and the sandbox lacks', async () => {
    figma.faults.set('GET /v1/me', {
      status: 200,
      body: JSON.stringify({ id: '1', handle: 'x', email: 'x@example.com', pronouns: 'they' }),
    });
    const { lines } = await run(environment(), 'ines');
    expect(lines).toContain('DIFFER GET /v1/me (200)');
    expect(lines.map((line) => line.trim())).toEqual(
      expect.arrayContaining(['only Figma has $.pronouns', 'only the sandbox has $.img_url']),
    );
  });

  it('refuses to run in CI and without its settings', async () => {
    expect(await run({ ...environment(), CI: 'true' })).toMatchObject({ code: 2 });
    const { code, lines } = await run({ PATH: process.env.PATH ?? '' });
    expect(code).toBe(2);
    expect(lines.join('\n')).toContain('FIGMA_CLIENT_ID');
  });
});

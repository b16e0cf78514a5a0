import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const candidates = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** Null when there is no Chromium; in CI that is a failure, elsewhere the journeys are skipped loudly. */
export function findChromium(): string | null {
  const found = candidates.find((path) => path !== undefined && existsSync(path)) ?? null;
  if (found === null && process.env.CI) throw new Error('CI needs Chromium for the browser journeys');
  if (found === null) process.stderr.write('\n  SKIPPED: the browser journeys need Chromium (or CHROMIUM_PATH)\n\n');
  return found;
}

/** Quiet: without these Chromium looks for its maker's hosts at every start. */
export function launch(executablePath: string): Promise<Browser> {
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--disable-background-networking',
    '--disable-component-update',
  ];
  return chromium.launch({ executablePath, args: [...args, '--disable-sync', '--no-first-run'] });
}

export interface Profile {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors of the console and of scripts, and refusals of the content security policy. */
  readonly errors: string[];
}

/** A browser profile of its own: no cookies of others. */
export async function newProfile(browser: Browser): Promise<Profile> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return { context, page, errors };
}

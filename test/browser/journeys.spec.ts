/// <reference lib="dom" />
import type { Browser, Page } from 'playwright-core';
import { startApp, type TestApp } from '../support/app.js';
import { findChromium, launch, newProfile, type Profile } from '../support/browser.js';
import { jwtFor } from '../support/jwt.js';

const chromiumPath = findChromium();
const journeys = chromiumPath === null ? describe.skip : describe;

/** The seed's own design team, so that the journeys see what the demo shows. */
const teamId = '1238804417590263371';

journeys('a designer on the settings page', () => {
  let app: TestApp;
  let browser: Browser;
  let profile: Profile;
  const open: Profile[] = [];

  beforeAll(async () => {
    app = await startApp({ env: { FIGMA_TEAM_IDS: teamId } });
    browser = await launch(chromiumPath ?? '');
  });
  beforeEach(async () => {
    profile = await another();
  });
  afterEach(async () => {
    for (const { context } of open.splice(0)) await context.close();
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  async function another(): Promise<Profile> {
    const fresh = await newProfile(browser);
    open.push(fresh);
    return fresh;
  }

  const signIn = (page: Page, user: string): Promise<unknown> =>
    page.goto(`${app.config.publicUrl}/settings/integrations#jwt=${jwtFor(user)}`);

  async function connect(page: Page, user: string): Promise<void> {
    await signIn(page, user);
    await page.getByRole('button', { name: 'Connect Figma' }).click();
    await page.getByRole('button', { name: 'Allow access' }).click();
  }

  async function isConnected(user: string): Promise<boolean> {
    const { integrations } = await app.json<{ integrations: { connected: boolean }[] }>('/api/integrations', { user });
    return integrations.some((row) => row.connected);
  }

  it('connects, browses files with their thumbnails, reads comments and disconnects', async () => {
    const { page, errors } = profile;
    await connect(page, 'walks-it-all');
    await page.getByRole('heading', { name: 'Figma is connected' }).waitFor();
    expect(new URL(page.url()).search).toBe('');
    await page.getByRole('group', { name: 'Connected account' }).getByText('ines.okafor@example.com').first().waitFor();

    const thumbnail = page.getByRole('region', { name: 'Files' }).locator('img').first();
    await thumbnail.scrollIntoViewIfNeeded({ timeout: 45_000 });
    await page.waitForFunction(() =>
      [...document.querySelectorAll('img')].some((img) => img.complete && img.naturalWidth > 100),
    );

    await page.getByRole('region', { name: 'Design system' }).getByRole('button').first().click();
    const detail = page.getByRole('dialog');
    await detail.getByRole('region', { name: 'Pages' }).waitFor();
    await detail.getByRole('region', { name: 'Comments' }).locator('time').first().waitFor();
    await detail.getByRole('button', { name: 'Close' }).click();

    await page.getByRole('button', { name: 'Disconnect' }).click();
    const dialog = page.getByRole('dialog', { name: 'Disconnect Figma?' });
    await expect(
      dialog.getByRole('button', { name: 'Cancel' }).evaluate((button) => button === document.activeElement),
    ).resolves.toBe(true);
    await dialog.getByRole('button', { name: 'Disconnect' }).click();
    await page.getByRole('button', { name: 'Connect Figma' }).waitFor();
    expect(await isConnected('walks-it-all')).toBe(false);
    expect(errors).toEqual([]);
  });

  it('lets a designer decline at Figma, which sends nobody back, and start again', async () => {
    const { page } = profile;
    await signIn(page, 'declines');
    await page.getByRole('button', { name: 'Connect Figma' }).click();
    await page.getByRole('button', { name: 'Decline' }).click();
    await page.waitForLoadState();
    expect(new URL(page.url()).origin).toBe(app.sandbox.webUrl);
    expect(await isConnected('declines')).toBe(false);

    await connect(page, 'declines');
    await page.getByRole('heading', { name: 'Figma is connected' }).waitFor();
  });

  it('refuses a callback that another browser with flows of its own brings (T-02)', async () => {
    const attacker = await startedFlow('attacker');
    const victim = profile.page;
    await signIn(victim, 'victim');
    await victim.getByRole('button', { name: 'Connect Figma' }).click();
    await victim.getByRole('button', { name: 'Allow access' }).waitFor();

    app.sandbox.calls.clear();
    await victim.goto(attacker.callbackUrl);
    await victim.getByRole('alert').waitFor();
    expect(await isConnected('attacker')).toBe(false);
    expect(await isConnected('victim')).toBe(false);
    expect(app.sandbox.calls.to('/v1/oauth/token')).toHaveLength(0);
  });

  it('never links the account of a victim who opens an attacker’s authorization link (T-03)', async () => {
    const { authorizationUrl } = await app.json<{ authorizationUrl: string }>('/api/integrations/figma/auth', {
      user: 'fixation',
    });
    const victim = profile.page;
    await signIn(victim, 'fixated');
    await victim.getByRole('button', { name: 'Connect Figma' }).waitFor();

    app.sandbox.calls.clear();
    await victim.goto(authorizationUrl);
    await victim.getByRole('button', { name: 'Allow access' }).click();
    await victim.getByRole('alert').waitFor();
    expect(await isConnected('fixation')).toBe(false);
    expect(await isConnected('fixated')).toBe(false);
    expect(app.sandbox.calls.to('/v1/oauth/token')).toHaveLength(0);
  });

  it('confirms by itself when the signed-in user is the one who started with curl', async () => {
    const { authorizationUrl } = await app.json<{ authorizationUrl: string }>('/api/integrations/figma/auth', {
      user: 'starts-with-curl',
    });
    const { page } = profile;
    await signIn(page, 'starts-with-curl');
    await page.getByRole('button', { name: 'Connect Figma' }).waitFor();
    await page.goto(authorizationUrl);
    await page.getByRole('button', { name: 'Allow access' }).click();
    await page.getByRole('heading', { name: 'Figma is connected' }).waitFor();
    expect(await isConnected('starts-with-curl')).toBe(true);
    expect(page.url()).not.toContain('ticket');
  });

  it('shows a curl line with a countdown when nobody is signed in, and the line works', async () => {
    const { authorizationUrl } = await app.json<{ authorizationUrl: string }>('/api/integrations/figma/auth', {
      user: 'only-curl',
    });
    const { page } = profile;
    await page.goto(authorizationUrl);
    await page.getByRole('button', { name: 'Allow access' }).click();
    await page.getByRole('timer').waitFor();
    const line = await page.getByRole('group', { name: 'Command that confirms the connection' }).innerText();
    const ticket = /"ticket":\s*"([\w-]{43})"/.exec(line)?.[1];
    const confirmed = await app.json('/api/integrations/figma/confirm', {
      user: 'only-curl',
      method: 'POST',
      body: { ticket },
    });
    expect(confirmed).toMatchObject({ provider: 'figma', status: 'success', integration: { connected: true } });
  });

  /** A flow up to the callback that its own browser never makes. */
  async function startedFlow(user: string): Promise<{ callbackUrl: string }> {
    const { authorizationUrl } = await app.json<{ authorizationUrl: string }>('/api/integrations/figma/auth', { user });
    return { callbackUrl: await app.sandbox.authorize(authorizationUrl, { user: 'ines' }) };
  }
});

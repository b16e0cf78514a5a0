import { startApp, type TestApp } from '../support/app.js';
import { browserHeaders, callBack, consent, startFlow } from '../support/flows.js';
import { smallTeam } from '../support/team-seed.js';

interface Cookie {
  readonly name: string;
  readonly value: string;
  /** Attribute names in lower case; flags have an empty value. */
  readonly attributes: Readonly<Record<string, string>>;
}

function parseCookie(header: string): Cookie {
  const [pair = '', ...rest] = header.split('; ');
  const [name = '', value = ''] = pair.split(/=(.*)/s);
  const attributes = rest.map((part) => {
    const [attribute = '', text = ''] = part.split(/=(.*)/s);
    return [attribute.toLowerCase(), text];
  });
  return { name, value, attributes: Object.fromEntries(attributes) as Record<string, string> };
}

/** What a browser would keep: set, replaced and removed as the attributes say. */
class CookieJar {
  private readonly kept = new Map<string, string>();

  take(headers: readonly string[]): void {
    for (const { name, value, attributes } of headers.map(parseCookie)) {
      if (attributes['max-age'] === '0' || value === '') this.kept.delete(name);
      else this.kept.set(name, value);
    }
  }

  get header(): string {
    return [...this.kept].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  get size(): number {
    return this.kept.size;
  }
}

describe("a flow's cookie", () => {
  let plain: TestApp;
  let secure: TestApp;
  beforeAll(async () => {
    plain = await startApp({ seed: smallTeam });
    const env = { PUBLIC_URL: 'https://connect.example.com', APP_URL: 'https://app.example.com' };
    secure = await startApp({ database: plain.database, sandbox: plain.sandbox, env });
  });
  afterAll(async () => {
    await secure.close();
    await plain.close();
  });

  it('is HttpOnly, Lax, for the whole host alone, and lives as long as the state', async () => {
    const { setCookies } = await startFlow(plain, 'plain');
    expect(setCookies).toHaveLength(1);
    const cookie = parseCookie(setCookies[0]!);
    expect(cookie.name).toMatch(/^figbridge_oauth_[0-9a-f]{8}$/);
    expect(cookie.value).toMatch(/^[\w-]{43}$/);
    expect(cookie.attributes).toEqual({ path: '/', 'max-age': '900', httponly: '', samesite: 'Lax' });
  });

  it('is Secure and has the __Host- prefix when browsers reach the service by https', async () => {
    const cookie = parseCookie((await startFlow(secure, 'secure')).setCookies[0]!);
    expect(cookie.name).toMatch(/^__Host-figbridge_oauth_[0-9a-f]{8}$/);
    expect(cookie.attributes).toEqual({ path: '/', 'max-age': '900', httponly: '', secure: '', samesite: 'Lax' });
  });

  it('holds neither the state nor anything that the database stores', async () => {
    const { state, cookie } = await startFlow(plain, 'nonce');
    const [, nonce] = cookie.split('=');
    const rows = await plain.database.query<{ text: string; matches: boolean }>(
      'SELECT row_to_json(s)::text AS text, nonce_hash = sha256($1) AS matches FROM oauth_state_tokens s',
      [Buffer.from(nonce!)],
    );
    expect(nonce).not.toBe(state);
    expect(rows.filter(({ matches }) => matches)).toHaveLength(1);
    expect(rows.filter(({ text }) => text.includes(nonce!))).toEqual([]);
  });

  it('works by https under its prefixed name only', async () => {
    const flow = await startFlow(secure, 'prefixed');
    const path = await consent(secure, flow);
    const unprefixed = flow.cookie.replace('__Host-', '');
    expect(await callBack(secure, path, { ...browserHeaders, cookie: unprefixed })).toMatchObject({
      status: 'confirm',
    });
    const next = await startFlow(secure, 'prefixed');
    const outcome = await callBack(secure, await consent(secure, next), { ...browserHeaders, cookie: next.cookie });
    expect(outcome).toMatchObject({ origin: 'https://app.example.com', status: 'success' });
  });

  it('never makes the Cookie header large: the eleventh open flow of a user ends the first', async () => {
    const jar = new CookieJar();
    const flows = [];
    for (let index = 0; index < 12; index += 1) {
      const flow = await startFlow(plain, 'restless');
      jar.take(flow.setCookies);
      flows.push({ ...flow, path: await consent(plain, flow) });
    }
    expect(jar.size).toBe(10);
    expect(jar.header.length).toBeLessThan(4096);
    for (const { path } of flows.slice(0, 2)) {
      const outcome = await callBack(plain, path, { ...browserHeaders, cookie: jar.header });
      expect(outcome).toMatchObject({ code: 'state_invalid' });
    }
    for (const { path } of [flows[2]!, flows[11]!]) {
      const outcome = await callBack(plain, path, { ...browserHeaders, cookie: jar.header });
      expect(outcome).toMatchObject({ status: 'success' });
    }
  });

  it('of one user survives the many flows of another', async () => {
    const flow = await startFlow(plain, 'calm');
    for (let index = 0; index < 12; index += 1) await startFlow(plain, 'flooding');
    const outcome = await callBack(plain, await consent(plain, flow), { ...browserHeaders, cookie: flow.cookie });
    expect(outcome).toMatchObject({ status: 'success' });
  });

  it('is removed by the callback with the attributes it was set with', async () => {
    const flow = await startFlow(secure, 'tidy');
    const response = await secure.call(await consent(secure, flow), {
      headers: { ...browserHeaders, cookie: flow.cookie },
    });
    const removed = parseCookie(response.headers.getSetCookie()[0]!);
    expect(removed).toMatchObject({ name: flow.cookie.split('=')[0], value: '' });
    expect(removed.attributes).toMatchObject({ path: '/', 'max-age': '0', httponly: '', secure: '', samesite: 'Lax' });
    expect(removed.attributes).not.toHaveProperty('domain');
  });

  it('authenticates nobody', async () => {
    const { cookie } = await startFlow(plain, 'ambient');
    for (const [method, path] of [
      ['GET', '/api/integrations'],
      ['GET', '/api/integrations/figma/auth'],
      ['POST', '/api/integrations/figma/confirm'],
      ['DELETE', '/api/integrations/figma'],
    ] as const) {
      const response = await plain.call(path, { method, headers: { ...browserHeaders, cookie } });
      expect([path, response.status]).toEqual([path, 401]);
    }
  });
});

import { randomUUID } from 'node:crypto';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ProviderDefinition } from '../../src/providers/provider.js';
import { isRecord } from '../../src/providers/provider.js';

export const oidcClient = { id: 'figbridge', secret: 'a-secret-of-the-tests-that-is-long-enough' };
/** Nobody listens there: tests hand the path to the instance of their choice. */
const redirectUri = 'http://localhost:9/api/integrations/oidc/callback';

/** Where the server of this test file is; the definition below is asked only when an application starts. */
let issuer = '';

/** `oidc-provider` as an entry of the registry: an authorization server nobody here wrote. */
export const oidcDefinition: ProviderDefinition = {
  name: 'oidc',
  displayName: 'OIDC',
  settings: () => ({
    credentials: { clientId: oidcClient.id, clientSecret: oidcClient.secret },
    redirectUri,
    scopes: ['openid'],
    webUrl: issuer,
    apiUrl: issuer,
  }),
  endpoints: ({ webUrl, apiUrl }) => ({
    authorization: new URL(`${webUrl}/auth`),
    token: new URL(`${apiUrl}/token`),
    refresh: [new URL(`${apiUrl}/token`)],
    account: new URL(`${apiUrl}/me`),
    issuer: webUrl,
  }),
  clientAuthentication: 'basic',
  oneLiveTokenPerAccount: false,
  announcesIssuer: true,
  parseAccount: (body) => {
    const id = isRecord(body) && typeof body.sub === 'string' ? body.sub : null;
    return id === null ? null : { id, username: id, email: null, metadata: { handle: id, avatarUrl: null } };
  },
};

interface Happened {
  readonly event: string;
}

export interface TokenAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, string>>;
}

/** The server, and the moves of a browser and of a client that our service would not make. */
export class OidcProvider {
  private happened: Happened[] = [];

  private constructor(
    private readonly child: ChildProcess,
    readonly issuer: string,
  ) {
    child.on('message', (message: Happened) => this.happened.push(message));
  }

  static async start(): Promise<OidcProvider> {
    const client = { client_id: oidcClient.id, client_secret: oidcClient.secret, redirect_uris: [redirectUri] };
    const child = fork(join(__dirname, 'oidc-provider-child.mjs'), [JSON.stringify(client)], {
      stdio: 'ignore',
      execArgv: [],
    });
    const [ready] = (await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(([code]) => Promise.reject(new Error(`oidc-provider ended with ${String(code)}`))),
    ])) as [{ issuer: string }];
    issuer = ready.issuer;
    return new OidcProvider(child, ready.issuer);
  }

  /** How often it has happened by now: what the server says comes in order, so its echo comes after all that was before. */
  async count(event: string): Promise<number> {
    const echo = randomUUID();
    const heard = new Promise<void>((resolve) => {
      const listen = (message: Happened): void => {
        if (message.event !== echo) return;
        this.child.off('message', listen);
        resolve();
      };
      this.child.on('message', listen);
    });
    this.child.send(echo);
    await heard;
    return this.happened.filter((one) => one.event === event).length;
  }

  /** Counts start anew. */
  async forget(): Promise<void> {
    await this.count('');
    this.happened = [];
  }

  /** Signs in as `account`, consents, and answers where the browser would go: our callback, with `code`, `state`, `iss`. */
  async authorize(authorizationUrl: string, account = 'somebody'): Promise<URL> {
    const cookies = new Map<string, string>();
    let url = new URL(authorizationUrl);
    url.searchParams.set('login_hint', account);
    for (let redirects = 0; redirects < 10; redirects += 1) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
      keepCookies(cookies, response);
      const location = response.headers.get('location');
      if (location === null) throw new Error(`no way to the callback: ${response.status} ${await response.text()}`);
      url = new URL(location, url);
      if (url.href.startsWith(redirectUri)) return url;
    }
    throw new Error('redirected without end');
  }

  /** What the token endpoint says to a client with the right secret. */
  async token(parameters: Readonly<Record<string, string>>): Promise<TokenAnswer> {
    const credentials = Buffer.from(`${oidcClient.id}:${oidcClient.secret}`).toString('base64');
    const response = await fetch(`${this.issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${credentials}` },
      body: new URLSearchParams({ redirect_uri: redirectUri, ...parameters }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  }

  /** An authorization request of this client without any of our service's care. */
  authorizationUrl(parameters: Readonly<Record<string, string>>): string {
    const query = { client_id: oidcClient.id, redirect_uri: redirectUri, response_type: 'code', scope: 'openid' };
    return `${this.issuer}/auth?${new URLSearchParams({ ...query, ...parameters }).toString()}`;
  }

  /** Whether the access token works. */
  async accepts(accessToken: string): Promise<boolean> {
    const response = await fetch(`${this.issuer}/me`, { headers: { authorization: `Bearer ${accessToken}` } });
    return response.status === 200;
  }

  async close(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }
}

function keepCookies(cookies: Map<string, string>, response: Response): void {
  for (const line of response.headers.getSetCookie()) {
    const [pair = ''] = line.split(';');
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    if (value === '') cookies.delete(name);
    else cookies.set(name, value);
  }
}

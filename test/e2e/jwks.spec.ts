import { startApp, type TestApp } from '../support/app.js';
import { attacksOn, badClaims, forgedWithRsa, goodClaims, issuedBy, newIssuer } from '../support/asymmetric-jwt.js';
import { expectError } from '../support/error-body.js';
import { JwksServer } from '../support/jwks-server.js';
import { smallTeam } from '../support/team-seed.js';

const cooldownMs = 30_000;
const maxAgeMs = 600_000;

/** Moves the clock by which the pauses between two requests to the issuer are measured; timers stay as they are. */
function clockAhead(): { by(ms: number): void } {
  const realNow = performance.now.bind(performance);
  let offset = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => realNow() + offset);
  return { by: (ms) => void (offset += ms) };
}

async function startWith(jwks: JwksServer, env: Record<string, string> = {}): Promise<TestApp> {
  return startApp({ seed: smallTeam, env: { JWT_SECRET: '', JWT_JWKS_URL: jwks.url, ...env } });
}

const callWith = (app: TestApp, token: string): Promise<Response> =>
  app.call('/api/integrations', { headers: { authorization: `Bearer ${token}` } });

describe('a deployment with a JWK set', () => {
  const issuer = newIssuer('RS256', 'first');
  const elliptic = newIssuer('ES384', 'elliptic');
  let jwks: JwksServer;
  let foreign: JwksServer;
  let app: TestApp;
  beforeAll(async () => {
    [jwks, foreign] = await Promise.all([JwksServer.start(), JwksServer.start()]);
    jwks.publish(issuer.jwk, elliptic.jwk);
    app = await startWith(jwks, { JWT_ISSUER: 'https://login.example', JWT_AUDIENCE: 'figbridge' });
  });
  afterAll(async () => {
    await app.close();
    await Promise.all([jwks.close(), foreign.close()]);
  });

  const identity = { iss: 'https://login.example', aud: 'figbridge' };
  const call = (token: string): Promise<Response> => callWith(app, token);

  it.each(['RS256', 'RS512', 'PS256', 'PS512'])('accepts %s of an RSA key that names no algorithm', async (alg) => {
    expect((await call(await issuedBy(issuer, identity, { alg }))).status).toBe(200);
  });

  it('accepts a key on a curve', async () => {
    expect((await call(await issuedBy(elliptic, identity))).status).toBe(200);
  });

  it.each(attacksOn(issuer, 'http://127.0.0.1:9/keys'))('refuses a token %s', async (_, token) => {
    await expectError(await call(token), 401, 'unauthorized');
  });

  it('asks nobody for keys but the configured endpoint', async () => {
    for (const [, token] of attacksOn(issuer, foreign.url)) expect((await call(token)).status).toBe(401);
    expect(foreign.requests).toBe(0);
  });

  it.each([
    ...badClaims.map(([name, claims]) => [name, { ...identity, ...claims }] as const),
    ['of another issuer', { ...identity, iss: 'https://login.example.evil' }] as const,
    ['for another audience', { ...identity, aud: 'somebody-else' }] as const,
    ['without issuer and audience', {}] as const,
  ])('refuses a well-signed token %s', async (_, claims) => {
    const { sub, exp, ...rest } = { ...goodClaims(), ...claims } as Record<string, unknown>;
    const token = forgedWithRsa(issuer.privateKey, { kid: issuer.kid }, { ...rest, sub, exp });
    await expectError(await call(token), 401, 'unauthorized');
  });
});

describe('the issuer of a deployment', () => {
  let jwks: JwksServer;
  let app: TestApp;
  const issuer = newIssuer('RS256', 'old');
  let clock: ReturnType<typeof clockAhead>;
  beforeAll(async () => {
    jwks = await JwksServer.start();
    jwks.publish(issuer.jwk);
    app = await startWith(jwks);
    clock = clockAhead();
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await app.close();
    await jwks.close();
  });

  const statusOf = async (from = issuer): Promise<number> => (await callWith(app, await issuedBy(from))).status;

  it('is asked once for a crowd of tokens and once more for a crowd of forged kids', async () => {
    expect(new Set(await Promise.all(Array.from({ length: 20 }, () => statusOf())))).toEqual(new Set([200]));
    expect(jwks.requests).toBe(1);
    clock.by(cooldownMs);
    const forged = Array.from({ length: 100 }, (_, index) =>
      callWith(app, forgedWithRsa(issuer.privateKey, { kid: `forged-${index}` })),
    );
    expect(new Set((await Promise.all(forged)).map(({ status }) => status))).toEqual(new Set([401]));
    expect(jwks.requests).toBe(2);
  });

  it('may replace its key: the new one works, and the old one stops', async () => {
    const next = newIssuer('ES256', 'new');
    jwks.publish(issuer.jwk, next.jwk);
    clock.by(cooldownMs);
    expect([await statusOf(next), await statusOf()]).toEqual([200, 200]);
    jwks.publish(next.jwk);
    clock.by(maxAgeMs + 1);
    expect([await statusOf(), await statusOf(next)]).toEqual([401, 200]);
    jwks.publish(issuer.jwk);
    clock.by(cooldownMs);
    expect(await statusOf()).toBe(200);
  });

  it.each<[string, (server: JwksServer) => void]>([
    ['answers 500', (server) => server.answerWith(500, 'no')],
    ['answers with HTML', (server) => server.answerWith(200, '<html>maintenance</html>', 'text/html')],
    ['sends 300 kB', (server) => server.answerWith(200, `{"keys":[],"x":"${'x'.repeat(300_000)}"}`)],
    ['redirects', (server) => server.answerWith(302, '', 'text/plain', { location: 'http://127.0.0.1:9/keys' })],
    ['breaks the connection', (server) => (server.answer = (response) => response.destroy())],
    ['hangs', (server) => (server.answer = () => undefined)],
  ])('that %s does not sign anybody out', async (_, trouble) => {
    clock.by(cooldownMs);
    expect(await statusOf(newIssuer('RS256', 'unknown'))).toBe(401);
    trouble(jwks);
    const before = jwks.requests;
    clock.by(maxAgeMs + 1);
    expect(await statusOf()).toBe(200);
    const startedAt = Date.now();
    expect(new Set(await Promise.all(Array.from({ length: 10 }, () => statusOf())))).toEqual(new Set([200]));
    expect(Date.now() - startedAt).toBeLessThan(4_000);
    expect(jwks.requests - before).toBe(1);
    const undecided = await callWith(app, await issuedBy(newIssuer('RS256', 'perhaps-new')));
    await expectError(undecided, 503, 'unavailable');
    jwks.publish(issuer.jwk);
  });
});

describe('an issuer that is away when the service starts', () => {
  it('makes tokens undecidable, which is 503 and not 401, until it is there', async () => {
    const jwks = await JwksServer.start();
    jwks.answer = (response) => response.destroy();
    const app = await startWith(jwks);
    const clock = clockAhead();
    const issuer = newIssuer();
    try {
      const away = await callWith(app, await issuedBy(issuer));
      await expectError(away, 503, 'unavailable');
      expect(away.headers.get('retry-after')).toBe('5');
      expect(away.headers.get('www-authenticate')).toBeNull();
      await expectError(await callWith(app, 'no.token.atall'), 401, 'unauthorized');
      expect((await app.call('/readyz')).status).toBe(200);
      jwks.publish(issuer.jwk);
      clock.by(1_000);
      expect((await callWith(app, await issuedBy(issuer))).status).toBe(200);
    } finally {
      jest.restoreAllMocks();
      await app.close();
      await jwks.close();
    }
  });
});

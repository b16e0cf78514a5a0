import { startApp, type TestApp } from '../support/app.js';
import {
  attacksOn,
  badClaims,
  forgedWithRsa,
  goodClaims,
  type Issuer,
  issuedBy,
  newIssuer,
} from '../support/asymmetric-jwt.js';
import { expectError } from '../support/error-body.js';
import { inSeconds } from '../support/jwt.js';
import { smallTeam } from '../support/team-seed.js';

const call = (app: TestApp, token: string): Promise<Response> =>
  app.call('/api/integrations', { headers: { authorization: `Bearer ${token}` } });

function startFor(issuer: Issuer, env: Record<string, string> = {}): Promise<TestApp> {
  // With the line break before the PEM that has fooled other verifiers into taking it for a secret.
  return startApp({ seed: smallTeam, env: { JWT_SECRET: '', JWT_PUBLIC_KEY: `\n${issuer.pem}`, ...env } });
}

describe('a deployment with an RSA public key', () => {
  const issuer = newIssuer('RS256', 'ours');
  const identity = { iss: 'https://login.example', aud: ['figbridge', 'another'] };
  let app: TestApp;
  beforeAll(async () => {
    app = await startFor(issuer, { JWT_ISSUER: 'https://login.example', JWT_AUDIENCE: 'figbridge' });
  });
  afterAll(() => app.close());

  it.each(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'])('accepts %s', async (alg) => {
    expect((await call(app, await issuedBy(issuer, identity, { alg }))).status).toBe(200);
  });

  it('needs no kid and believes none', async () => {
    for (const kid of ['', '../../x', 'somebody-else'])
      expect((await call(app, await issuedBy(issuer, identity, { kid }))).status).toBe(200);
  });

  it.each(attacksOn(issuer, 'http://127.0.0.1:9/keys'))('refuses a token %s', async (_, token) => {
    await expectError(await call(app, token), 401, 'unauthorized');
  });

  it.each([
    ...badClaims.map(([name, claims]) => [name, { ...identity, ...claims }] as const),
    ['of another issuer', { ...identity, iss: 'https://login.example.evil' }] as const,
    ['for another audience', { ...identity, aud: 'somebody-else' }] as const,
    ['without issuer and audience', {}] as const,
  ])('refuses a well-signed token %s', async (_, claims) => {
    await expectError(
      await call(app, forgedWithRsa(issuer.privateKey, {}, { ...goodClaims(), ...claims })),
      401,
      'unauthorized',
    );
  });

  it('refuses a token at its exp, even though it was accepted a moment before', async () => {
    const token = await issuedBy(issuer, { ...identity, exp: inSeconds(60) });
    expect((await call(app, token)).status).toBe(200);
    const realNow = Date.now.bind(Date);
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => realNow() + 66_000);
    try {
      expect((await call(app, token)).status).toBe(401);
    } finally {
      clock.mockRestore();
    }
  });
});

describe('a deployment with a public key on a curve', () => {
  const issuer = newIssuer('ES256');
  let app: TestApp;
  beforeAll(async () => {
    app = await startFor(issuer);
  });
  afterAll(() => app.close());

  it('accepts its algorithm and no other', async () => {
    expect((await call(app, await issuedBy(issuer))).status).toBe(200);
    for (const [, token] of attacksOn({ ...newIssuer('RS256'), pem: issuer.pem }, 'http://127.0.0.1:9/keys'))
      expect((await call(app, token)).status).toBe(401);
    expect((await call(app, await issuedBy(newIssuer('ES256')))).status).toBe(401);
    expect((await call(app, await issuedBy(newIssuer('ES384')))).status).toBe(401);
  });
});

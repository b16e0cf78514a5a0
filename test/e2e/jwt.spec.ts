import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { startApp, type TestApp } from '../support/app.js';
import { expectError } from '../support/error-body.js';
import { inSeconds, jwtFor, jwtSecret } from '../support/jwt.js';
import { sendRaw } from '../support/raw-http.js';
import { smallTeam } from '../support/team-seed.js';

const route = '/api/integrations';
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signed like `jwtFor`, around any payload and header. */
function signed(payload: unknown, header: object = { alg: 'HS256', typ: 'JWT' }, secret = jwtSecret): string {
  const text = `${encode(header)}.${encode(payload)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

/** RFC 9562 §5.5, written down a second time on purpose. */
function uuidV5OfUrl(name: string): string {
  const namespace = Buffer.from('6ba7b811-9dad-11d1-80b4-00c04fd430c8'.replaceAll('-', ''), 'hex');
  const bytes = createHash('sha1')
    .update(Buffer.concat([namespace, Buffer.from(name)]))
    .digest()
    .subarray(0, 16);
  bytes[6] = 0x50 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

const claims = { sub: 'somebody', exp: inSeconds(3600) };

describe('the JWT', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ seed: smallTeam });
  });
  afterAll(() => app.close());

  const withHeader = (authorization: string): Promise<Response> => app.call(route, { headers: { authorization } });
  const userIds = async (): Promise<string[]> =>
    (await app.database.query<{ id: string }>('SELECT id FROM users')).map(({ id }) => id);

  it('is asked for without a word about why', async () => {
    const response = await app.call(route);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    const body = await expectError(response, 401, 'unauthorized');
    expect(Object.keys(body).sort()).toEqual(['code', 'error', 'message', 'requestId', 'statusCode']);
  });

  it.each([
    ['no scheme', jwtFor('a')],
    ['no credentials', 'Bearer'],
    ['no credentials but a space', 'Bearer '],
    ['garbage', 'Bearer x'],
    ['garbage behind two spaces', 'Bearer  x'],
    ['another scheme', `Basic ${jwtFor('a')}`],
    ['the old scheme name', `JWT ${jwtFor('a')}`],
    ['something behind the token', `Bearer ${jwtFor('a')} x`],
    ['a list', `Bearer ${jwtFor('a')}, Bearer ${jwtFor('a')}`],
    ['a quoted token', `Bearer "${jwtFor('a')}"`],
    ['Latin-1', 'Bearer é'],
    ['two dots', 'Bearer ..'],
    ['five parts', `Bearer ${jwtFor('a')}.a.b`],
    ['no signature', `Bearer ${jwtFor('a').replace(/[^.]+$/, '')}`],
    ['padding', `Bearer ${jwtFor('a')}==`],
    ['8 kB', `Bearer ${'a'.repeat(8_000)}`],
  ])('is refused with %s in the header', async (_, authorization) => {
    const response = await withHeader(authorization);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
    await expectError(response, 401, 'unauthorized');
  });

  it.each(['Bearer', 'bearer', 'BEARER'])('is accepted behind %s', async (scheme) => {
    expect((await withHeader(`${scheme} ${jwtFor('cased')}`)).status).toBe(200);
  });

  it('is refused when there are two of them', async () => {
    const header = `Authorization: Bearer ${jwtFor('a')}\r\n`;
    const answer = await sendRaw(app.url, `GET ${route} HTTP/1.1\r\nHost: x\r\n${header}${header}\r\n`);
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([401, { code: 'unauthorized' }]);
  });

  it('is refused as too large beyond the header limit', async () => {
    const header = `Authorization: Bearer ${'a'.repeat(64_000)}`;
    const answer = await sendRaw(app.url, `GET ${route} HTTP/1.1\r\nHost: x\r\n${header}\r\n\r\n`);
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([
      431,
      { code: 'headers_too_large', statusCode: 431 },
    ]);
  });

  it.each(['access_token', 'token', 'jwt', 'auth_token'])(
    'is not looked for in the query or a cookie: %s',
    async (name) => {
      const token = jwtFor('hidden');
      expect((await app.call(`${route}?${name}=${token}`)).status).toBe(401);
      expect((await app.call(route, { headers: { cookie: `${name}=${token}`, 'x-access-token': token } })).status).toBe(
        401,
      );
    },
  );

  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = publicKey.export({ type: 'spki', format: 'pem' });
  const rs256 = (): string => {
    const text = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}`;
    return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
  };
  const hmac = (alg: string, hash: string): string => {
    const text = `${encode({ alg, typ: 'JWT' })}.${encode(claims)}`;
    return `${text}.${createHmac(hash, jwtSecret).update(text).digest('base64url')}`;
  };

  it.each<[string, () => string]>([
    ['unsigned', () => `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims)}.`],
    ['"none" in other letters', () => `${encode({ alg: 'nOnE' })}.${encode(claims)}.`],
    ['"none" with our signature', () => signed(claims, { alg: 'none' })],
    ['without an algorithm', () => signed(claims, { typ: 'JWT' })],
    ['HS384', () => hmac('HS384', 'sha384')],
    ['HS512', () => hmac('HS512', 'sha512')],
    ['RS256', rs256],
    ['HS256 with a public key as secret', () => signed(claims, { alg: 'HS256' }, pem.toString())],
    ['of another secret', () => signed(claims, undefined, 'another secret that is long enough, 0123456789')],
    ['of a secret that ours begins with', () => signed(claims, undefined, jwtSecret.slice(0, -1))],
    ['with a changed payload', () => signed(claims).replace(/\.[^.]+\./, `.${encode({ ...claims, sub: 'root' })}.`)],
    ['with a key of its own', () => signed(claims, { alg: 'HS256', jwk: { kty: 'oct', k: 'AAAA' } }, '\0\0\0')],
    ['with a path as key id', () => signed(claims, { alg: 'HS256', kid: '../../../../dev/null' }, '')],
    ['with a key set address', () => signed(claims, { alg: 'HS256', jku: `${app.url}/keys` }, '')],
    ['with an unknown crit', () => signed(claims, { alg: 'HS256', crit: ['x'], x: 1 })],
    ['with an empty crit', () => signed(claims, { alg: 'HS256', crit: [] })],
    ['with crit null', () => signed(claims, { alg: 'HS256', crit: null })],
  ])('is refused %s', async (_, token) => {
    await expectError(await withHeader(`Bearer ${token()}`), 401, 'unauthorized');
  });

  it.each<[string, unknown]>([
    ['expired', { ...claims, exp: inSeconds(-61) }],
    ['without exp', { sub: 'a' }],
    ['exp as text', { ...claims, exp: String(inSeconds(60)) }],
    ['exp as null', { ...claims, exp: null }],
    ['exp beyond all dates', { ...claims, exp: 1e300 }],
    ['not yet valid', { ...claims, nbf: inSeconds(120) }],
    ['nbf as text', { ...claims, nbf: 'now' }],
    ['without subject', { exp: claims.exp }],
    ['an empty subject', { ...claims, sub: '' }],
    ['a list as subject', { ...claims, sub: ['a'] }],
    ['an object as subject', { ...claims, sub: { $ne: '' } }],
    ['a number as subject', { ...claims, sub: 7 }],
    ['true as subject', { ...claims, sub: true }],
    ['null as subject, in spite of an id', { ...claims, sub: null, id: 'a' }],
    ['a subject with NUL', { ...claims, sub: 'a\0b' }],
    ['a subject with half a character', { ...claims, sub: 'a\ud800' }],
    ['a fraction as id', { exp: claims.exp, id: 1.5 }],
    ['an id beyond exact integers', { exp: claims.exp, id: 2 ** 53 }],
    ['a list as id', { exp: claims.exp, id: [1] }],
    ['an issuer with half a character', { ...claims, iss: '\udfff' }],
    ['a list as issuer', { ...claims, iss: ['a'] }],
    ['type refresh', { ...claims, type: 'refresh' }],
    ['type null', { ...claims, type: null }],
    ['type ACCESS', { ...claims, type: 'ACCESS' }],
    ['a payload of null', null],
    ['a payload of text', 'somebody'],
    ['a payload of a number', 7],
    ['a payload of a list', [claims]],
  ])('is refused: %s', async (_, payload) => {
    await expectError(await withHeader(`Bearer ${signed(payload)}`), 401, 'unauthorized');
  });

  it.each<[string, object]>([
    ['type access', { ...claims, type: 'access' }],
    ['a fresh exp', { ...claims, exp: inSeconds(5) }],
    ['any other claims', { ...claims, aud: ['x'], iat: 1, nested: { a: [] }, email: 7 }],
    ['no typ header', claims],
  ])('is accepted with %s', async (name, payload) => {
    const header = name === 'no typ header' ? { alg: 'HS256' } : undefined;
    expect((await withHeader(`Bearer ${signed(payload, header)}`)).status).toBe(200);
  });

  it.each<[string, object, string]>([
    ['a UUID as it is', { sub: '0f6f6b1e-9b1a-4c8e-8f43-3f8f5d2a7c11' }, '0f6f6b1e-9b1a-4c8e-8f43-3f8f5d2a7c11'],
    ['a UUID in lower case', { sub: 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11' }, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
    [
      'a UUID whoever the issuer is',
      { sub: 'b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', iss: 'x' },
      'b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
    ],
    ['text', { sub: 'user_42' }, uuidV5OfUrl('#user_42')],
    [
      'text with its issuer',
      { sub: 'user_42', iss: 'https://login.example/' },
      uuidV5OfUrl('https://login.example/#user_42'),
    ],
    ['text in any script', { sub: 'Зоя 😀' }, uuidV5OfUrl('#Зоя 😀')],
    ['an id in place of the subject', { id: 'user_43' }, uuidV5OfUrl('#user_43')],
    ['an integer id as decimal text', { id: 42 }, uuidV5OfUrl('#42')],
    ['the id 0', { id: 0 }, uuidV5OfUrl('#0')],
    ['the subject before the id', { sub: 'first', id: 'second' }, uuidV5OfUrl('#first')],
    ['5000 characters', { sub: 'x'.repeat(5000) }, uuidV5OfUrl(`#${'x'.repeat(5000)}`)],
    ['5000 other characters', { sub: `${'x'.repeat(4999)}y` }, uuidV5OfUrl(`#${'x'.repeat(4999)}y`)],
  ])('names a user by %s', async (_, identity, id) => {
    const payload = { exp: claims.exp, ...identity };
    expect((await withHeader(`Bearer ${signed(payload)}`)).status).toBe(200);
    expect(await userIds()).toContain(id);
  });

  it('has the UUIDv5 that other programs compute', () => {
    // python3 -c "import uuid; print(uuid.uuid5(uuid.NAMESPACE_URL, 'https://login.example/#user_42'))"
    expect(uuidV5OfUrl('https://login.example/#user_42')).toBe('d5ad18f4-7ed9-50a4-a7dc-11a67bee7207');
  });

  it('keeps equal subjects of two issuers apart', async () => {
    const of = (iss: string): Promise<Response> =>
      withHeader(`Bearer ${signed({ sub: 'shared', iss, exp: claims.exp })}`);
    const before = (await userIds()).length;
    await of('https://one.example');
    await of('https://two.example');
    expect((await userIds()).length).toBe(before + 2);
  });

  it('fills the users table, keeps a known e-mail, and takes over a new one', async () => {
    const id = 'c0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11';
    const emailAfter = async (email: unknown): Promise<unknown> => {
      await withHeader(`Bearer ${signed({ sub: id, exp: claims.exp, ...(email === undefined ? {} : { email }) })}`);
      const [row] = await app.database.query<{ email: string | null }>('SELECT email FROM users WHERE id = $1', [id]);
      return row?.email;
    };
    expect(await emailAfter(undefined)).toBeNull();
    expect(await emailAfter('first@example.com')).toBe('first@example.com');
    expect(await emailAfter(undefined)).toBe('first@example.com');
    expect(await emailAfter({ not: 'text' })).toBe('first@example.com');
    expect(await emailAfter('second@example.com')).toBe('second@example.com');
  });

  it('starts nothing at the provider when it is refused', async () => {
    app.sandbox.calls.clear();
    for (const path of ['figma/auth', 'figma/files', 'figma/files/abc', 'figma/comments/abc', 'figma/settings'])
      expect((await app.call(`${route}/${path}`)).status).toBe(401);
    expect(app.sandbox.calls.all()).toEqual([]);
  });
});

describe('a deployment that names issuer and audience', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ seed: smallTeam, env: { JWT_ISSUER: 'https://login.example', JWT_AUDIENCE: 'figbridge' } });
  });
  afterAll(() => app.close());

  it.each<[string, object, number]>([
    ['both right', { iss: 'https://login.example', aud: 'figbridge' }, 200],
    ['the audience among others', { iss: 'https://login.example', aud: ['x', 'figbridge'] }, 200],
    ['another issuer', { iss: 'https://login.example.evil', aud: 'figbridge' }, 401],
    ['no issuer', { aud: 'figbridge' }, 401],
    ['a list of issuers', { iss: ['https://login.example'], aud: 'figbridge' }, 401],
    ['another audience', { iss: 'https://login.example', aud: 'figbridge2' }, 401],
    ['no audience', { iss: 'https://login.example' }, 401],
  ])('meets %s with the right status', async (_, identity, status) => {
    const authorization = `Bearer ${signed({ ...claims, ...identity })}`;
    expect((await app.call(route, { headers: { authorization } })).status).toBe(status);
  });
});

import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { UnavailableError } from '../platform/errors/common.errors.js';
import { OutboundError } from '../platform/http/outbound-error.js';
import type { OutboundResponse } from '../platform/http/outbound-http.js';
import { JwksKeys } from './jwks-keys.js';

type Reply = () => Promise<OutboundResponse>;

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
const otherRsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;

const jwk = (key: KeyObject, members: object = {}): object => ({ ...key.export({ format: 'jwk' }), ...members });
const body =
  (text: string | Buffer, status = 200): Reply =>
  () =>
    Promise.resolve({ status, headers: {}, body: Buffer.from(text) });
const keySet = (...keys: object[]): Reply => body(JSON.stringify({ keys }));
const fails =
  (error: Error): Reply =>
  () =>
    Promise.reject(error);
const refused = fails(new OutboundError('unreachable', 'The connection failed'));

/** Only the header of a token is looked at here; who verifies the signature comes later. */
function token(header: object): string {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${encode(header)}.${encode({ sub: 'a' })}.c2lnbmF0dXJl`;
}

/** An endpoint that answers as `reply` says at the time, a clock that stands still, and the log lines. */
function endpoint(reply: Reply) {
  const state = { reply, now: 0, calls: 0, warnings: [] as unknown[] };
  const send = (): Promise<OutboundResponse> => {
    state.calls += 1;
    return state.reply();
  };
  const log = { warn: (_: string, fields?: unknown): void => void state.warnings.push(fields) };
  const keys = new JwksKeys('https://login.example/keys', { send }, log, () => state.now);
  const ask = (header: object): Promise<KeyObject> => keys.keyFor(token(header));
  return Object.assign(state, { ask });
}

const rs = (kid?: string) => ({ alg: 'RS256', ...(kid === undefined ? {} : { kid }) });

describe('the key of a token', () => {
  it('is the one whose kid it names', async () => {
    const { ask } = endpoint(keySet(jwk(rsa, { kid: 'a' }), jwk(otherRsa, { kid: 'b' }), jwk(p256, { kid: 'c' })));
    expect((await ask(rs('a'))).equals(rsa)).toBe(true);
    expect((await ask(rs('b'))).equals(otherRsa)).toBe(true);
    expect((await ask({ alg: 'ES256', kid: 'c' })).equals(p256)).toBe(true);
  });

  it('is the only one that fits when the token names none, and none when several fit', async () => {
    const set = endpoint(keySet(jwk(rsa, { kid: 'a' }), jwk(p256, { kid: 'c' })));
    expect((await set.ask(rs())).equals(rsa)).toBe(true);
    await expect(endpoint(keySet(jwk(rsa), jwk(otherRsa))).ask(rs())).rejects.toThrow('multiple matching keys');
  });

  it.each(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'])(
    'may be an RSA key that names no algorithm, for %s',
    async (alg) => {
      const key = await endpoint(keySet(jwk(rsa, { kid: 'a' }))).ask({ alg, kid: 'a' });
      expect([key.type, key.equals(rsa)]).toEqual(['public', true]);
    },
  );

  it.each<[string, object, object]>([
    ['for encryption', jwk(rsa, { kid: 'a', use: 'enc' }), rs('a')],
    ['for other operations', jwk(rsa, { kid: 'a', key_ops: ['encrypt'] }), rs('a')],
    ['for another algorithm', jwk(rsa, { kid: 'a', alg: 'PS256' }), rs('a')],
    ['of another kind', jwk(p256, { kid: 'a' }), rs('a')],
    ['on another curve', jwk(p256, { kid: 'a' }), { alg: 'ES384', kid: 'a' }],
    ['that is a shared secret', { kty: 'oct', k: 'AAAA', kid: 'a' }, rs('a')],
    ['that is broken', { kty: 'RSA', kid: 'a' }, rs('a')],
  ])('is never one %s', async (_, key, header) => {
    const outcome = await endpoint(keySet(key))
      .ask(header)
      .then(
        () => 'a key',
        (error: unknown) => (error instanceof UnavailableError ? 'undecidable' : 'refused'),
      );
    expect(outcome).toBe('refused');
  });

  it('is never a private key, even if one is published', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    await expect(endpoint(keySet(jwk(privateKey, { kid: 'a' }))).ask(rs('a'))).rejects.toThrow('must be public keys');
  });

  it.each(['none', 'HS256', 'HS512', 'hs256', 'EdDSA', 'ES256K', 'rs256', '', 7, null, undefined])(
    'is not looked for when alg is %p',
    async (alg) => {
      const set = endpoint(keySet(jwk(rsa)));
      await expect(set.ask({ alg })).rejects.toThrow('Not allowed');
      expect(set.calls).toBe(0);
    },
  );

  it('is not one that the token brings along', async () => {
    const set = endpoint(keySet(jwk(rsa, { kid: 'a' })));
    const found = await set.ask({ ...rs('a'), jwk: jwk(otherRsa), jku: 'https://evil.example', x5u: 'https://evil' });
    expect(found.equals(rsa)).toBe(true);
    await expect(set.ask({ ...rs('b'), jwk: jwk(otherRsa) })).rejects.toThrow('no applicable key');
  });
});

describe('the endpoint', () => {
  it('is asked once by all that come at the same time', async () => {
    let answer!: (response: OutboundResponse) => void;
    const set = endpoint(() => new Promise((resolve) => (answer = resolve)));
    const all = Array.from({ length: 50 }, () => set.ask(rs('a')));
    answer(await keySet(jwk(rsa, { kid: 'a' }))());
    expect((await Promise.all(all)).every((key) => key.equals(rsa))).toBe(true);
    expect(set.calls).toBe(1);
  });

  it('is asked for an unknown kid, so that a new key works when it appears', async () => {
    const set = endpoint(keySet(jwk(rsa, { kid: 'old' })));
    await set.ask(rs('old'));
    set.reply = keySet(jwk(otherRsa, { kid: 'new' }));
    set.now = 30_000;
    expect((await set.ask(rs('new'))).equals(otherRsa)).toBe(true);
    await expect(set.ask(rs('old'))).rejects.toThrow('no applicable key');
  });

  it('is asked at most once in 30 s however many forged kids arrive, whether it answers or not', async () => {
    for (const reply of [keySet(jwk(rsa, { kid: 'a' })), refused, body('', 500)]) {
      const set = endpoint(keySet(jwk(rsa, { kid: 'a' })));
      await set.ask(rs('a'));
      set.reply = reply;
      for (set.now = 0; set.now < 300_000; set.now += 500) {
        await set.ask(rs(`../../${set.now}`)).catch(() => undefined);
      }
      expect(set.calls).toBe(10);
    }
  });

  it('is asked again after ten minutes, and a key that was taken out stops working', async () => {
    const set = endpoint(keySet(jwk(rsa, { kid: 'a' })));
    await set.ask(rs('a'));
    set.reply = keySet(jwk(otherRsa, { kid: 'b' }));
    set.now = 600_000;
    expect((await set.ask(rs('a'))).equals(rsa)).toBe(true);
    set.now = 600_001;
    await expect(set.ask(rs('a'))).rejects.toThrow('no applicable key');
  });

  it.each<[string, Reply]>([
    ['is unreachable', refused],
    ['does not answer in time', fails(new OutboundError('timeout', 'No answer in time'))],
    ['answers 500', body('{"keys":[]}', 500)],
    ['answers 404', body('{"keys":[]}', 404)],
    ['sends HTML', body('<html></html>')],
    ['sends too much', fails(new OutboundError('too_large', 'The answer is larger than allowed'))],
    ['sends no keys member', body('{}')],
    ['sends null', body('null')],
    ['sends keys that are no objects', body('{"keys":[1]}')],
    ['sends bytes that are not text', body(Buffer.from([0xff, 0xfe, 0]))],
  ])('that %s leaves the last good keys at work', async (_, trouble) => {
    const set = endpoint(keySet(jwk(rsa, { kid: 'a' })));
    await set.ask(rs('a'));
    set.reply = trouble;
    for (const now of [700_000, 800_000, 1e9]) {
      set.now = now;
      expect((await set.ask(rs('a'))).equals(rsa)).toBe(true);
    }
    await expect(set.ask(rs('new'))).rejects.toBeInstanceOf(UnavailableError);
    expect(set.warnings).toHaveLength(3);
    set.reply = keySet(jwk(otherRsa, { kid: 'new' }));
    set.now += 30_000;
    expect((await set.ask(rs('new'))).equals(otherRsa)).toBe(true);
  });

  it('that hangs keeps nobody waiting between two attempts', async () => {
    const set = endpoint(keySet(jwk(rsa, { kid: 'a' })));
    await set.ask(rs('a'));
    let fail!: (error: Error) => void;
    set.reply = () => new Promise((_, reject) => (fail = reject));
    set.now = 700_000;
    const waiting = set.ask(rs('a'));
    await nextTurn();
    fail(new OutboundError('timeout', 'No answer in time'));
    expect((await waiting).equals(rsa)).toBe(true);
    set.now += 29_999;
    for (let times = 0; times < 100; times += 1) expect((await set.ask(rs('a'))).equals(rsa)).toBe(true);
    expect(set.calls).toBe(2);
  });

  it('that has never answered makes every token undecidable, is asked once a second, and is forgiven', async () => {
    const set = endpoint(refused);
    for (set.now = 0; set.now < 10_000; set.now += 100)
      await expect(set.ask(rs('a'))).rejects.toBeInstanceOf(UnavailableError);
    expect(set.calls).toBe(10);
    set.reply = keySet(jwk(rsa, { kid: 'a' }));
    expect((await set.ask(rs('a'))).equals(rsa)).toBe(true);
  });

  it('may begin its answer with a byte order mark', async () => {
    const text = JSON.stringify({ keys: [jwk(createPublicKey(rsa.export({ type: 'spki', format: 'pem' })))] });
    expect((await endpoint(body(`\ufeff${text}`)).ask(rs())).equals(rsa)).toBe(true);
  });
});

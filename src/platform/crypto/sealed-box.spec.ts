import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import type { Config, EncryptionKey } from '../../config/config.js';
import { KeyRing } from './key-ring.js';
import { keyIdOf, SealedBox, UnsealError, type SealContext } from './sealed-box.js';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const key = (kid: string): EncryptionKey => ({ kid, key: randomBytes(32) });
const boxOf = (...encryptionKeys: EncryptionKey[]): SealedBox =>
  new SealedBox(new KeyRing({ encryptionKeys } as unknown as Config));

const context: SealContext = {
  purpose: 'token',
  table: 'oauth_tokens',
  column: 'access_token',
  rowId: '5f0c2f0e-6a3b-4a51-8a55-0d6f6a5f3a11',
  userId: '8a0f3f5e-93a5-4a0f-9d0b-0a2b7a0d7c22',
  provider: 'figma',
  account: '1234567890',
};

const k1 = key('k1');
const box = boxOf(k1);
const text = fc.string({ unit: 'grapheme' });

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.split('');

function expectClosed(sealed: string, where: SealContext = context, by: SealedBox = box): void {
  expect(() => by.open(sealed, where)).toThrow(UnsealError);
}

/** `v1.<kid>.<iv>.<ciphertext>.<tag>` with some parts replaced. */
function withParts(
  sealed: string,
  change: Partial<Record<'version' | 'kid' | 'iv' | 'ciphertext' | 'tag', string>>,
): string {
  const [version, kid, iv, ciphertext, tag] = sealed.split('.') as [string, string, string, string, string];
  const parts = { version, kid, iv, ciphertext, tag, ...change };
  return [parts.version, parts.kid, parts.iv, parts.ciphertext, parts.tag].join('.');
}

describe('the primitives with our parameters', () => {
  // McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B: AES-256 with 96-bit nonces.
  const plaintext =
    'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39';
  const vectors = [
    {
      name: '13',
      key: '00'.repeat(32),
      iv: '00'.repeat(12),
      aad: '',
      plaintext: '',
      ciphertext: '',
      tag: '530f8afbc74536b9a963b4f1c4cb738b',
    },
    {
      name: '14',
      key: '00'.repeat(32),
      iv: '00'.repeat(12),
      aad: '',
      plaintext: '00'.repeat(16),
      ciphertext: 'cea7403d4d606b6e074ec5d3baf39d18',
      tag: 'd0d1c8a799996bf0265b98b5d48ab919',
    },
    {
      name: '15',
      key: 'feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308',
      iv: 'cafebabefacedbaddecaf888',
      aad: '',
      plaintext: `${plaintext}1aafd255`,
      ciphertext:
        '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad',
      tag: 'b094dac5d93471bdec1a502270e3cc6c',
    },
    {
      name: '16',
      key: 'feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308',
      iv: 'cafebabefacedbaddecaf888',
      aad: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
      plaintext,
      ciphertext:
        '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662',
      tag: '76fc6ece0f4e1768cddf8853bb2d551b',
    },
  ];

  it.each(vectors)('AES-256-GCM encrypts and decrypts test case $name of McGrew and Viega', (vector) => {
    const cipher = createCipheriv('aes-256-gcm', hex(vector.key), hex(vector.iv), { authTagLength: 16 });
    cipher.setAAD(hex(vector.aad));
    const ciphertext = Buffer.concat([cipher.update(hex(vector.plaintext)), cipher.final()]);
    expect(ciphertext.toString('hex')).toBe(vector.ciphertext);
    expect(cipher.getAuthTag().toString('hex')).toBe(vector.tag);
    const decipher = createDecipheriv('aes-256-gcm', hex(vector.key), hex(vector.iv), { authTagLength: 16 });
    decipher.setAAD(hex(vector.aad)).setAuthTag(hex(vector.tag));
    expect(Buffer.concat([decipher.update(hex(vector.ciphertext)), decipher.final()]).toString('hex')).toBe(
      vector.plaintext,
    );
  });

  it('HKDF-SHA-256 gives the output of RFC 5869 appendix A.1 and, with an empty salt, A.3', () => {
    const ikm = Buffer.alloc(22, 0x0b);
    const first = hkdfSync('sha256', ikm, hex('000102030405060708090a0b0c'), hex('f0f1f2f3f4f5f6f7f8f9'), 42);
    const third = hkdfSync('sha256', ikm, Buffer.alloc(0), '', 42);
    expect(Buffer.from(first).toString('hex')).toBe(
      '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
    );
    expect(Buffer.from(third).toString('hex')).toBe(
      '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
    );
  });
});

describe('SealedBox', () => {
  it('opens what it sealed, whatever the text', () => {
    fc.assert(
      fc.property(text, (plaintext) => expect(box.open(box.seal(plaintext, context), context)).toBe(plaintext)),
    );
  });

  it('writes v1, the key id, a 12-byte nonce, as many bytes as the text has, and a 16-byte tag', () => {
    const parts = box.seal('häßlich', context).split('.');
    expect(parts.slice(0, 2)).toEqual(['v1', 'k1']);
    expect(parts.slice(2).map((part) => Buffer.from(part, 'base64url').length)).toEqual([12, 9, 16]);
  });

  it('never uses a nonce twice', () => {
    const nonces = Array.from({ length: 1000 }, () => box.seal('same', context).split('.')[2]);
    expect(new Set(nonces).size).toBe(1000);
  });

  it('can be read by anybody who knows the key and the documented format', () => {
    const [, kid, iv, ciphertext, tag] = box.seal('a token', context).split('.') as [string, ...string[]];
    // RFC 5869 by hand: extract with a salt of 32 zero bytes, then one block of expand.
    const extracted = createHmac('sha256', Buffer.alloc(32)).update(k1.key).digest();
    const subKey = createHmac('sha256', extracted).update('figbridge|token\u0001').digest();
    const decipher = createDecipheriv('aes-256-gcm', subKey, Buffer.from(iv!, 'base64url'), { authTagLength: 16 });
    const { table, rowId, userId, provider, column, account } = context;
    decipher.setAAD(Buffer.from(JSON.stringify(['v1', kid, 'token', table, rowId, userId, provider, column, account])));
    decipher.setAuthTag(Buffer.from(tag!, 'base64url'));
    expect(decipher.update(ciphertext!, 'base64url', 'utf8') + decipher.final('utf8')).toBe('a token');
  });

  it('stays closed when any character is replaced', () => {
    const sealed = box.seal('figu_an-access-token', context);
    const position = fc.integer({ min: 0, max: sealed.length - 1 });
    fc.assert(
      fc.property(position, fc.constantFrom(...digits, '.', '=', '+', '/', ' ', '\n', '\u0000', 'é'), (at, digit) => {
        fc.pre(sealed[at] !== digit);
        expectClosed(sealed.slice(0, at) + digit + sealed.slice(at + 1));
      }),
      { numRuns: 2000 },
    );
  });

  it('stays closed when any bit of nonce, ciphertext or tag is flipped', () => {
    const sealed = box.seal('figu_an-access-token', context);
    const parts = sealed.split('.');
    for (const [index, name] of [
      [2, 'iv'],
      [3, 'ciphertext'],
      [4, 'tag'],
    ] as const) {
      const bytes = Buffer.from(parts[index]!, 'base64url');
      for (let bit = 0; bit < bytes.length * 8; bit += 1) {
        const changed = Buffer.from(bytes);
        changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        expectClosed(withParts(sealed, { [name]: changed.toString('base64url') }));
      }
    }
  });

  it('stays closed when it is cut anywhere, at either end', () => {
    const sealed = box.seal('a token', context);
    for (let length = 0; length < sealed.length; length += 1) {
      expectClosed(sealed.slice(0, length));
      if (length > 0) expectClosed(sealed.slice(length));
    }
  });

  it('stays closed when something is added', () => {
    const sealed = box.seal('a token', context);
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (more) => {
        expectClosed(sealed + more);
        expectClosed(more + sealed);
      }),
    );
  });

  it('stays closed for any text that nobody sealed', () => {
    fc.assert(fc.property(fc.string(), (sealed) => expectClosed(sealed)));
    const part = fc.string({ unit: fc.constantFrom(...digits) });
    fc.assert(
      fc.property(part, part, part, (iv, ciphertext, tag) => expectClosed(['v1', 'k1', iv, ciphertext, tag].join('.'))),
    );
  });

  it.each([0, 4, 8, 12, 13, 14, 15])(
    'refuses the right tag cut to %i bytes, which AES-GCM itself could accept',
    (bytes) => {
      const sealed = box.seal('a token', context);
      const tag = Buffer.from(sealed.split('.')[4]!, 'base64url').subarray(0, bytes);
      expectClosed(withParts(sealed, { tag: tag.toString('base64url') }));
    },
  );

  it('refuses parts of two sealed texts put together', () => {
    const [one, two] = [box.seal('first token', context), box.seal('other token', context)];
    const [, , iv, ciphertext, tag] = two.split('.');
    expectClosed(withParts(one, { iv: iv! }));
    expectClosed(withParts(one, { ciphertext: ciphertext! }));
    expectClosed(withParts(one, { tag: tag! }));
  });

  it.each(['v0', 'v2', 'V1', '', 'v1 ', 'v01'])('refuses the version prefix "%s"', (version) => {
    expectClosed(withParts(box.seal('a token', context), { version }));
  });

  it.each(['k2', '', 'K1', 'k1 ', '__proto__', 'constructor'])(
    'refuses the key id "%s", which is not configured',
    (kid) => {
      expectClosed(withParts(box.seal('a token', context), { kid }));
    },
  );

  it('refuses a text that was moved to another key id of the ring', () => {
    const ring = boxOf(k1, { kid: 'k2', key: k1.key });
    expectClosed(withParts(box.seal('a token', context), { kid: 'k2' }), context, ring);
  });

  it('refuses every other base64 spelling of the same bytes', () => {
    const sealed = box.seal('a', context);
    const tag = sealed.split('.')[4]!;
    const bytes = Buffer.from(tag, 'base64url');
    const spellings = digits.map((digit) => tag.slice(0, -1) + digit);
    const same = spellings.filter((other) => other !== tag && Buffer.from(other, 'base64url').equals(bytes));
    expect(same).toHaveLength(15);
    for (const other of [...same, `${tag}==`, `${tag}=`, `${tag}\n`, ` ${tag}`])
      expectClosed(withParts(sealed, { tag: other }));
  });

  it('refuses plain base64 in place of base64url', () => {
    const many = Array.from({ length: 100 }, () => box.seal('a token', context));
    const sealed = many.find((one) => /[-_]/.test(one.split('.')[4]!))!;
    expectClosed(withParts(sealed, { tag: sealed.split('.')[4]!.replaceAll('-', '+').replaceAll('_', '/') }));
  });

  it.each([
    ['column', 'refresh_token'],
    ['table', 'oauth_state_tokens'],
    ['rowId', '00000000-0000-4000-8000-000000000000'],
    ['userId', '00000000-0000-4000-8000-000000000000'],
    ['provider', 'github'],
    ['account', '1234567891'],
    ['account', ''],
    ['purpose', 'canary'],
  ] as const)('does not open in another %s', (member, value) => {
    expectClosed(box.seal('a token', context), { ...context, [member]: value });
  });

  it('tells contexts apart whose members run together to the same text', () => {
    const members = ['table', 'column', 'rowId', 'userId', 'provider', 'account'] as const;
    const contexts = fc.record(
      Object.fromEntries(
        members.map((name) => [name, fc.string({ unit: fc.constantFrom('"', ',', '|', 'a', '\\'), maxLength: 3 })]),
      ),
    );
    fc.assert(
      fc.property(contexts, contexts, (one, other) => {
        fc.pre(members.some((name) => one[name] !== other[name]));
        const here = { purpose: 'token', ...one } as SealContext;
        expectClosed(box.seal('a token', here), { purpose: 'token', ...other } as SealContext);
      }),
    );
  });

  it('says nothing in its error about which check failed or what was inside', () => {
    const sealed = box.seal('the-secret', context);
    const tag = Buffer.alloc(16).toString('base64url');
    expect(() => box.open(withParts(sealed, { tag }), context)).toThrow(
      /^The ciphertext does not belong here or was changed$/,
    );
  });
});

describe('several keys', () => {
  const [old, fresh] = [key('old'), key('new')];

  it('writes with the first and reads with all', () => {
    const before = boxOf(old).seal('a token', context);
    const rotated = boxOf(fresh, old);
    expect(rotated.open(before, context)).toBe('a token');
    expect(keyIdOf(rotated.seal('a token', context))).toBe('new');
  });

  it('reads nothing any more that was written with a key which is gone', () => {
    expectClosed(boxOf(old).seal('a token', context), context, boxOf(fresh));
  });

  it('reads nothing that was written with another key of the same name', () => {
    expectClosed(boxOf(old).seal('a token', context), context, boxOf({ kid: 'old', key: fresh.key }));
  });

  it('names the key of a sealed text and no key of any other text', () => {
    expect(keyIdOf(boxOf(old).seal('', context))).toBe('old');
    for (const other of ['', 'v2.old.a.b.c', 'v1.old.a.b', 'v1.old.a.b.c.d', 'plain'])
      expect(keyIdOf(other)).toBeNull();
  });
});

import fc from 'fast-check';
import { figma } from './figma.provider.js';
import { github } from './github.provider.js';
import { textOrNull } from './provider.js';
import { registry } from './registry.js';
import { slack } from './slack.provider.js';

const longText = 'x'.repeat(3_000);

describe('parseAccount of Figma', () => {
  it.each([
    [
      { id: '1', email: 'a@b.c', handle: 'Ana', img_url: 'https://i' },
      { id: '1', username: 'a@b.c', email: 'a@b.c', metadata: { handle: 'Ana', avatarUrl: 'https://i' } },
    ],
    [
      { id: '1', handle: 'Ana' },
      { id: '1', username: 'Ana', email: null, metadata: { handle: 'Ana', avatarUrl: null } },
    ],
    [{ id: '1' }, { id: '1', username: null, email: null, metadata: { handle: null, avatarUrl: null } }],
    [
      { id: '1', email: 5, handle: longText, img_url: 'a\u0000b' },
      { id: '1', username: null, email: null, metadata: { handle: null, avatarUrl: null } },
    ],
  ])('of %j', (body, account) => {
    expect(figma.parseAccount(body)).toEqual(account);
  });
});

describe('parseAccount of GitHub', () => {
  it.each([
    [
      { id: 583231, login: 'octocat', email: null, avatar_url: 'https://i' },
      { id: '583231', username: 'octocat', email: null, metadata: { handle: 'octocat', avatarUrl: 'https://i' } },
    ],
    [{ id: '583231', login: 'octocat' }, null],
    [{ id: 2 ** 53, login: 'octocat' }, null],
    [{ id: 1.5 }, null],
    [{ login: 'octocat' }, null],
  ])('of %j', (body, account) => {
    expect(github.parseAccount(body)).toEqual(account);
  });
});

describe('parseAccount of Slack', () => {
  it.each([
    [
      { ok: true, user_id: 'U1', team_id: 'T1', user: 'ana' },
      { id: 'T1.U1', username: 'ana', email: null, metadata: { handle: 'ana', avatarUrl: null } },
    ],
    [{ ok: true, user_id: 'U1' }, null],
    [{ ok: true, team_id: 'T1' }, null],
    [{ user_id: 'U1', team_id: 'T1' }, null],
    [{ ok: 'true', user_id: 'U1', team_id: 'T1' }, null],
  ])('of %j', (body, account) => {
    expect(slack.parseAccount(body)).toEqual(account);
  });
});

describe.each(registry)('$name, whatever the provider says,', ({ parseAccount, normaliseTokenResponse }) => {
  const anything = fc.anything({ withNullPrototype: true });
  const known = [
    'id',
    'email',
    'handle',
    'img_url',
    'login',
    'avatar_url',
    'ok',
    'user_id',
    'team_id',
    'user',
    'error',
    'authed_user',
  ];
  const likely = fc.dictionary(
    fc.constantFrom(...known),
    fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.constant(true), anything),
  );

  it('finds an account that fits our columns, or none', () => {
    fc.assert(
      fc.property(fc.oneof(anything, likely), (body) => {
        const account = parseAccount(body);
        if (account === null) return;
        const { metadata, ...columns } = account;
        for (const value of [...Object.values(columns), ...Object.values(metadata)])
          expect(textOrNull(value)).toBe(value);
        expect(account.id.length).toBeGreaterThan(0);
        expect(account.id.length).toBeLessThanOrEqual(511);
      }),
      { numRuns: 500 },
    );
  });

  it('brings any token response to an object, without throwing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.dictionary(fc.string(), anything), likely), (body) => {
        expect(typeof (normaliseTokenResponse?.(body) ?? {})).toBe('object');
      }),
    );
  });
});

describe('textOrNull', () => {
  it('keeps text that PostgreSQL can hold as text and as jsonb, unchanged', () => {
    for (const text of ['a', '\u202eabc', '</script>', '👩‍🎨', '\u0001', 'x'.repeat(2048)])
      expect(textOrNull(text)).toBe(text);
  });

  it('takes everything else as absent', () => {
    for (const value of ['', 'a\u0000', '\ud800', 'a\udc00b', 'x'.repeat(2049), 1, true, null, undefined, {}, ['a']]) {
      expect(textOrNull(value)).toBeNull();
    }
  });
});

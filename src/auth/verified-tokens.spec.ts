import { VerifiedTokens } from './verified-tokens.js';

const minute = 60_000;

function tokensAt(start: number): { tokens: VerifiedTokens; pass: (ms: number) => void } {
  let now = start;
  return { tokens: new VerifiedTokens(() => now), pass: (ms) => void (now += ms) };
}

const userUntil = (ms: number) => ({ id: 'u', email: null, expiresAt: new Date(ms) });

describe('tokens that were verified', () => {
  it('are remembered until they expire, and not a millisecond longer', () => {
    const { tokens, pass } = tokensAt(0);
    tokens.remember('token', userUntil(minute));
    pass(minute - 1);
    expect(tokens.find('token')).toMatchObject({ id: 'u' });
    pass(1);
    expect(tokens.find('token')).toBeNull();
  });

  it('are verified again after five minutes, so that a withdrawn key is noticed', () => {
    const { tokens, pass } = tokensAt(0);
    tokens.remember('token', userUntil(60 * minute));
    pass(5 * minute - 1);
    expect(tokens.find('token')).not.toBeNull();
    pass(1);
    expect(tokens.find('token')).toBeNull();
  });

  it('are told apart by every character', () => {
    const { tokens } = tokensAt(0);
    tokens.remember('token', userUntil(minute));
    for (const other of ['toke', 'token ', 'Token', 'token\0']) expect(tokens.find(other)).toBeNull();
  });

  it('do not grow without end: the oldest goes first', () => {
    const { tokens } = tokensAt(0);
    for (let index = 0; index <= 10_000; index += 1) tokens.remember(`token-${index}`, userUntil(minute));
    expect(tokens.find('token-0')).toBeNull();
    expect(tokens.find('token-1')).not.toBeNull();
    expect(tokens.find('token-10000')).not.toBeNull();
  });

  it('are never stored as they are', () => {
    const { tokens } = tokensAt(0);
    tokens.remember('a-secret-token', userUntil(minute));
    const { entries } = tokens as unknown as { entries: Map<string, unknown> };
    expect([...entries.keys()].join()).not.toContain('a-secret-token');
  });
});

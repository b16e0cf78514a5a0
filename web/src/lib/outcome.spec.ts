import type { Api } from '../api/client.js';
import { ApiError } from '../api/errors.js';
import { outcomeSoFar, settleCallback } from './outcome.js';

const confirm = { kind: 'confirm', provider: 'figma', ticket: 't1' } as const;

function apiThat(answers: () => Promise<unknown>, token: string | null = 'a.b.c') {
  const tickets: string[] = [];
  const api = {
    getToken: () => token,
    confirm: (_provider: string, ticket: string) => {
      tickets.push(ticket);
      return answers();
    },
  } as unknown as Api;
  return { api, tickets };
}
const refusing = (code: string, status: number) =>
  apiThat(() => Promise.reject(new ApiError(code, status, '', { requestId: 'r9' }))).api;

describe('confirming', () => {
  it('happens by itself for somebody who is signed in', async () => {
    const { api, tickets } = apiThat(() => Promise.resolve({}));
    expect(await settleCallback(confirm, api, 0)).toEqual({ kind: 'success', provider: 'figma', warning: null });
    expect(tickets).toEqual(['t1']);
  });

  it('spends no ticket without a JWT and gives the shell 25 seconds', async () => {
    const { api, tickets } = apiThat(() => Promise.resolve({}), null);
    expect(await settleCallback(confirm, api, 1000)).toEqual({
      kind: 'manual',
      provider: 'figma',
      ticket: 't1',
      deadline: 26_000,
    });
    expect(tickets).toEqual([]);
  });

  it('falls back to the shell when the JWT is refused', async () => {
    expect(await settleCallback(confirm, refusing('unauthorized', 401), 0)).toMatchObject({ kind: 'manual' });
  });

  it.each([
    ['confirm_failed', 400, 'confirm_failed'],
    ['account_mismatch', 409, 'account_mismatch'],
    ['provider_not_configured', 503, 'not_configured'],
    ['provider_timeout', 504, 'provider_unavailable'],
    ['offline', 0, 'provider_unavailable'],
    ['rate_limited', 429, 'internal_error'],
  ])('tells %s (%d) as %s with the reference', async (code, status, told) => {
    expect(await settleCallback(confirm, refusing(code, status), 0)).toEqual({
      kind: 'error',
      provider: 'figma',
      code: told,
      ref: 'r9',
    });
  });
});

it('shows that it is at work, and passes every other ending through', async () => {
  expect(outcomeSoFar(confirm)).toEqual({ kind: 'confirming', provider: 'figma' });
  expect(outcomeSoFar(null)).toBeNull();
  const ended = { kind: 'error', provider: 'figma', code: 'access_denied', ref: null } as const;
  expect(outcomeSoFar(ended)).toBe(ended);
  expect(await settleCallback(ended, apiThat(() => Promise.resolve({})).api, 0)).toBe(ended);
});

import { CALLBACK_CODES, readCallback, withoutCallback, withoutFragmentFields } from './callback.js';

const page = (rest: string) => new URL(`http://localhost:3000/settings/integrations${rest}`);

describe('reading how a sign-in ended', () => {
  it('is silent without a provider the service knows', () => {
    for (const rest of [
      '',
      '?status=success',
      '?provider=evil&status=success',
      '?provider=figma',
      '?provider=figma&status=maybe',
    ]) {
      expect(readCallback(page(rest))).toBeNull();
    }
  });

  it('recognises success, with and without missing permissions', () => {
    expect(readCallback(page('?provider=figma&status=success'))).toEqual({
      kind: 'success',
      provider: 'figma',
      warning: null,
    });
    expect(readCallback(page('?provider=slack&status=success&code=scopes_missing'))).toEqual({
      kind: 'success',
      provider: 'slack',
      warning: 'scopes_missing',
    });
  });

  it.each(CALLBACK_CODES)('passes the code %s and its reference on', (code) => {
    expect(readCallback(page(`?provider=figma&status=error&code=${code}&ref=req-1`))).toEqual({
      kind: 'error',
      provider: 'figma',
      code,
      ref: 'req-1',
    });
  });

  it('never lets text from a crafted address through', () => {
    const crafted = page('?provider=figma&status=error&code=Call+0800+123&ref=Your+account+is+locked,+call+us');
    expect(readCallback(crafted)).toEqual({ kind: 'error', provider: 'figma', code: 'internal_error', ref: null });
  });

  it('takes the ticket from the fragment only, and only one that is safe inside a shell command', () => {
    const ticket = 'aZ09._~-';
    expect(readCallback(page(`?provider=figma&status=confirm#ticket=${ticket}`))).toEqual({
      kind: 'confirm',
      provider: 'figma',
      ticket,
    });
    for (const rest of ['', `&ticket=${ticket}`, "#ticket='; rm -rf ~", '#ticket=', `#ticket=${'x'.repeat(1025)}`]) {
      expect(readCallback(page(`?provider=figma&status=confirm${rest}`))).toMatchObject({
        kind: 'error',
        code: 'confirm_failed',
      });
    }
  });
});

describe('cleaning the address', () => {
  it('removes what was read and keeps the rest', () => {
    const address = page('?tab=2&provider=figma&status=error&code=access_denied&ref=r#section');
    expect(withoutCallback(address)).toBe('/settings/integrations?tab=2#section');
  });

  it('removes the ticket but not its neighbours in the fragment', () => {
    expect(withoutCallback(page('?provider=figma&status=confirm#ticket=t&jwt=j'))).toBe('/settings/integrations#jwt=j');
    expect(withoutCallback(page('?provider=figma&status=confirm#ticket=t'))).toBe('/settings/integrations');
  });

  it('leaves an address alone that says nothing about a sign-in', () => {
    expect(withoutCallback(page('?code=42&status=open#ticket=7'))).toBeNull();
    expect(withoutCallback(page('?provider=figma'))).toBeNull();
  });

  it('does not mistake a longer name for the one to remove', () => {
    expect(withoutFragmentFields('#ticketing=1&ticket=2', ['ticket'])).toBe('ticketing=1');
    expect(withoutFragmentFields('#/route/a', ['ticket'])).toBe('/route/a');
  });
});

import fc from 'fast-check';
import { type BindingPolicy, decideBinding, isVisiblyNotABrowser } from './browser-binding.js';

const browser = { userAgent: 'Mozilla/5.0', secFetchSite: 'cross-site', secFetchDest: 'document' };
const program = { userAgent: 'curl/8', secFetchSite: undefined, secFetchDest: undefined };
const caller = fc.record({
  userAgent: fc.option(fc.constantFrom('Mozilla/5.0 (X11)', 'curl/8', 'node', ''), { nil: undefined }),
  secFetchSite: fc.option(fc.constantFrom('none', 'cross-site'), { nil: undefined }),
  secFetchDest: fc.option(fc.constant('document'), { nil: undefined }),
});
const policies: BindingPolicy[] = ['auto', 'always', 'off'];

describe('a caller', () => {
  it.each([
    [program, true],
    [{ ...program, userAgent: undefined }, true],
    [{ ...program, userAgent: 'node' }, true],
    [{ ...program, userAgent: 'Mozilla/4.0 (compatible; MSIE 8.0)' }, false],
    [{ ...program, secFetchSite: 'none' }, false],
    [{ ...program, secFetchDest: 'document' }, false],
    [browser, false],
  ])('%j is visibly not a browser: %s', (headers, expected) => {
    expect(isVisiblyNotABrowser(headers)).toBe(expected);
  });
});

describe('the binding of a flow to its browser', () => {
  it('exchanges with the right cookie, whoever calls', () => {
    fc.assert(
      fc.property(fc.constantFrom(...policies), caller, (policy, who) => {
        expect(decideBinding(policy, 'right', who)).toBe('exchange');
      }),
    );
  });

  it("refuses another flow's cookie, whoever calls, unless it is off", () => {
    fc.assert(
      fc.property(caller, (who) => {
        expect(policies.map((policy) => decideBinding(policy, 'another', who))).toEqual([
          'refuse',
          'refuse',
          'exchange',
        ]);
      }),
    );
  });

  it('never exchanges without the cookie for what may be a browser, unless it is off', () => {
    fc.assert(
      fc.property(caller, (who) => {
        const decisions = policies.map((policy) => decideBinding(policy, 'none', who));
        const auto = isVisiblyNotABrowser(who) ? 'exchange' : 'confirm';
        expect(decisions).toEqual([auto, 'confirm', 'exchange']);
      }),
    );
  });
});

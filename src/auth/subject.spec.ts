import fc from 'fast-check';
import { userIdOf } from './subject.js';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('the id of a user', () => {
  it('is a UUIDv5 for every subject that is not a UUID, and the same each time', () => {
    // eslint-disable-next-line no-control-regex -- they are refused, which the next test shows
    const subject = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/[\u0000-\u001f\u007f]/.test(text));
    fc.assert(
      fc.property(subject, fc.option(fc.webUrl(), { nil: undefined }), (sub, iss) => {
        const id = userIdOf({ sub, iss });
        expect(id).toMatch(uuid);
        expect(userIdOf({ sub, iss, email: 'x', id: 1 })).toBe(id);
      }),
    );
  });

  it('is never shared by two subjects or two issuers', () => {
    const ids = ['a', 'b', 'a '.repeat(600), `${'a '.repeat(600)}b`, 'Ä', 'A\u0308'].flatMap((sub) =>
      [undefined, 'https://one.example', 'https://two.example'].map((iss) => userIdOf({ sub, iss })),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is nobody for any other value of a claim', () => {
    const other = fc.oneof(fc.array(fc.anything()), fc.object(), fc.boolean(), fc.double(), fc.constant(null));
    fc.assert(fc.property(other, (sub) => expect(userIdOf({ sub })).toBeNull()));
    fc.assert(
      fc.property(fc.constantFrom('\u0000', '\n', '\u007f', '\ud800', '\udc00\ud800'), fc.string(), (bad, rest) => {
        expect(userIdOf({ sub: `a${bad}${rest.replace(/^\p{Surrogate}/u, '')}` })).toBeNull();
      }),
    );
  });
});

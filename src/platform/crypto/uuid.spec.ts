import fc from 'fast-check';
import { isUuid, uuidV5 } from './uuid.js';

describe('uuidV5', () => {
  // RFC 9562 has an example for the DNS namespace only (appendix A.4). These are uuid.uuid5(NAMESPACE_URL, …) of Python.
  it.each([
    ['http://www.example.com/', 'fcde3c85-2270-590f-9e7c-ee003d65e0e2'],
    ['http://python.org/', '4c565f0d-3f5a-5890-b41b-20cf47701c5e'],
    ['', '1b4db7eb-4057-5ddf-91e0-36dec72071f5'],
    ['#alice', 'b4fab711-5c1d-5c3f-a5c3-356c843a9858'],
    ['https://issuer.example#häßlich', 'e9b6a7ff-e14a-574a-9c8d-ce1bf83c0abc'],
  ])('of %j is what other implementations give', (name, id) => {
    expect(uuidV5(name)).toBe(id);
  });

  it('has version 5 and the variant of RFC 9562 §4.1 for every name', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        expect(uuidV5(name)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      }),
    );
  });

  it('gives different names different ids', () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `#user-${index}`);
    expect(new Set(names.map(uuidV5)).size).toBe(names.length);
  });
});

describe('isUuid', () => {
  it('knows a UUID of any version in either case', () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => {
        expect(isUuid(uuid)).toBe(true);
        expect(isUuid(uuid.toUpperCase())).toBe(true);
      }),
    );
  });

  it.each([
    '',
    'fcde3c85',
    'fcde3c852270590f9e7cee003d65e0e2',
    '{fcde3c85-2270-590f-9e7c-ee003d65e0e2}',
    'fcde3c85-2270-590f-9e7c-ee003d65e0e2\n',
    'gcde3c85-2270-590f-9e7c-ee003d65e0e2',
  ])('does not take %j for one', (text) => {
    expect(isUuid(text)).toBe(false);
  });
});

import fc from 'fast-check';
import { asksForRevalidation, cacheStatus, chooseCoding, entityTag, matchesEntityTag } from './http-caching.js';

describe('the coding of a stored gzip body', () => {
  it.each([
    [undefined, 'identity'],
    ['', 'identity'],
    ['gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['x-gzip', 'gzip'],
    ['gzip, deflate, br', 'gzip'],
    ['br', 'identity'],
    ['*', 'gzip'],
    ['*;q=0', 'identity'],
    ['gzip;q=0', 'identity'],
    ['gzip;q=0.000', 'identity'],
    ['gzip;q=0, *', 'identity'],
    ['gzip;q=0.001', 'gzip'],
    ['gzip ; q = 0.5', 'gzip'],
    ['gzip;q=1.0', 'gzip'],
    ['gzip;q=0.5, identity;q=0.8', 'identity'],
    ['gzip;q=0.8, identity;q=0.5', 'gzip'],
    ['gzip, identity', 'gzip'],
    ['identity', 'identity'],
    ['identity;q=0, gzip;q=0.1', 'gzip'],
    ['gzip;q=2', 'identity'],
    ['gzip;q=x', 'identity'],
    [', ,gzip,', 'gzip'],
  ] as const)('for Accept-Encoding %j is %s', (header, coding) => {
    expect(chooseCoding(header, 'gzip')).toBe(coding);
  });
});

it('never compresses what is stored plain', () => {
  fc.assert(
    fc.property(
      fc.option(fc.string(), { nil: undefined }),
      (header) => chooseCoding(header, 'identity') === 'identity',
    ),
  );
});

describe('If-None-Match', () => {
  const hash = 'abc_-123';
  it.each([
    ['"abc_-123"', true],
    ['"abc_-123-gzip"', true],
    ['W/"abc_-123"', true],
    ['"x", "abc_-123-gzip"', true],
    ['"a,b" , W/"abc_-123"', true],
    ['*', true],
    [' * ', true],
    [undefined, false],
    ['', false],
    ['abc_-123', false],
    ['"abc"', false],
    ['"abc_-123', false],
    ['"*"', false],
    ['"other", "abc_-123-br"', false],
  ])('%j matches: %s', (header, expected) => {
    expect(matchesEntityTag(header, hash)).toBe(expected);
  });

  it('matches what entityTag gave, anywhere in a list', () => {
    const tag = fc.stringMatching(/^[A-Za-z0-9_-]{1,43}$/);
    fc.assert(
      fc.property(
        tag,
        fc.constantFrom('gzip', 'identity'),
        fc.array(tag),
        fc.array(tag),
        (own, coding, before, after) => {
          const others = (tags: string[]) => tags.map((one) => `W/"${one}"`);
          const header = [...others(before), entityTag(own, coding), ...others(after)].join(', ');
          expect(matchesEntityTag(header, own)).toBe(true);
        },
      ),
    );
  });

  it('answers long hostile headers at once', () => {
    const started = performance.now();
    matchesEntityTag('W/"'.repeat(5000), hash);
    matchesEntityTag('"'.repeat(16_000), hash);
    expect(performance.now() - started).toBeLessThan(200);
  });
});

it.each([
  ['no-cache', true],
  ['max-age=0, No-Cache', true],
  ['no-store', false],
  ['max-age=0', false],
  ['x-no-cache', false],
  [undefined, false],
])('Cache-Control %j asks for revalidation: %s', (header, expected) => {
  expect(asksForRevalidation(header)).toBe(expected);
});

it.each([
  [{ kind: 'hit' }, 41.9, 'figbridge; hit; ttl=41'],
  [{ kind: 'stored', forwarded: 'uri-miss' }, 60, 'figbridge; fwd=uri-miss; stored'],
  [{ kind: 'stored', forwarded: 'request' }, 60, 'figbridge; fwd=request; stored'],
  [{ kind: 'collapsed', forwarded: 'uri-miss' }, 60, 'figbridge; fwd=uri-miss; collapsed'],
  [{ kind: 'unverified', detail: 'provider_timeout' }, -0.5, 'figbridge; hit; ttl=-1; detail=provider_timeout'],
] as const)('Cache-Status of %j', (outcome, ttl, expected) => {
  expect(cacheStatus(outcome, ttl)).toBe(expected);
});

import { readFreshness } from './freshness.js';

const NOW = 1_000_000_000;
const read = (fields: Record<string, string>) => readFreshness(new Headers(fields), NOW);

describe('the age of an answer', () => {
  it('is not claimed without the headers', () => {
    expect(read({})).toBeNull();
  });

  it('counts Age back from now for a hit', () => {
    expect(read({ age: '120', 'cache-status': 'figbridge; hit; ttl=86280' })).toEqual({
      fetchedAt: NOW - 120_000,
      fromCache: true,
      stale: false,
      detail: null,
    });
  });

  it('knows a fresh answer', () => {
    expect(read({ 'cache-status': 'figbridge; fwd=uri-miss; stored' })).toMatchObject({
      fetchedAt: NOW,
      fromCache: false,
      stale: false,
    });
    expect(read({ 'cache-status': 'figbridge; fwd=uri-miss; collapsed' })).toMatchObject({ fromCache: false });
  });

  it('knows a stale one and why', () => {
    expect(
      read({ age: '90000', 'cache-status': 'figbridge; hit; ttl=-3600; detail=provider_rate_limited' }),
    ).toMatchObject({
      stale: true,
      detail: 'provider_rate_limited',
    });
    expect(read({ 'cache-status': 'figbridge; hit; ttl=100; detail="provider_timeout"' })).toMatchObject({
      stale: true,
      detail: 'provider_timeout',
    });
  });

  it('reads our member of the list and no proxy’s', () => {
    expect(read({ 'cache-status': 'edge; hit; ttl=-5, figbridge; fwd=uri-miss; stored' })).toMatchObject({
      fromCache: false,
      stale: false,
    });
  });

  it('survives nonsense', () => {
    expect(read({ age: 'old', 'cache-status': 'figbridge; ttl=soon' })).toEqual({
      fetchedAt: NOW,
      fromCache: false,
      stale: false,
      detail: null,
    });
  });
});

import type { Config } from '../../config/config.js';
import { connectionOptions, DatabaseUrl } from './connections.js';

const url = new DatabaseUrl('postgres://127.0.0.1/figbridge');
const optionsOf = (databasePoolSize: number) =>
  (['main', 'vault'] as const).map((role) => connectionOptions({ databasePoolSize } as Config, url, role));

it.each([3, 10, 50])('both pools together have exactly DATABASE_POOL_SIZE %i connections', (size) => {
  const pools = optionsOf(size).map((options) => (options as { poolSize: number }).poolSize);
  expect(pools).toEqual([size - 2, 2]);
});

it('never changes the schema, and gives up on a database that does not answer', () => {
  for (const options of optionsOf(10)) {
    expect(options).toMatchObject({ synchronize: false, installExtensions: false, retryAttempts: 0, url: url.value });
    const { extra } = options as { extra: Record<string, number> };
    for (const limit of ['connectionTimeoutMillis', 'statement_timeout', 'idle_in_transaction_session_timeout']) {
      expect(extra[limit]).toBeGreaterThan(0);
      expect(extra[limit]).toBeLessThanOrEqual(60_000);
    }
  }
});

import { createClient } from '@redis/client';
import type { Config } from '../../config/config.js';
import { within } from '../../platform/timing/within.js';
import { type Finding, ok, skipped, warning } from './finding.js';

const timeoutMs = 3_000;
const check = 'Redis';

/** A warning at most: the service goes on without it, each instance by itself. */
export async function checkRedis({ redisUrl }: Config): Promise<Finding> {
  if (redisUrl === null) return skipped(check, 'is not set: right for one instance');
  const client = createClient({ url: redisUrl, socket: { connectTimeout: timeoutMs, reconnectStrategy: false } });
  client.on('error', () => undefined);
  try {
    await within(
      timeoutMs,
      client.connect().then(() => client.ping()),
      () => new Error('no answer'),
    );
    return ok(check, 'answers');
  } catch {
    return warning(check, 'the server in REDIS_URL does not answer', 'check address, port, password and TLS');
  } finally {
    await client.disconnect().catch(() => undefined);
  }
}

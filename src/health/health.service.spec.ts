import { HealthRegistry } from '../platform/health/health.registry.js';
import { LogService } from '../platform/logging/log.service.js';
import { HealthService } from './health.service.js';

const silent = new LogService('silent');
const passes = () => Promise.resolve();
const fails = () => Promise.reject(new Error('away'));

function healthWith(...checks: [name: string, required: boolean, check: () => Promise<void>][]): HealthService {
  const registry = new HealthRegistry();
  for (const [name, required, check] of checks) registry.register({ name, required, check });
  return new HealthService(registry, silent);
}

describe('the health report', () => {
  it.each([
    ['ok', [['database', true, passes]]],
    ['unavailable', [['database', true, fails]]],
    [
      'degraded',
      [
        ['database', true, passes],
        ['cache', false, fails],
      ],
    ],
    [
      'unavailable',
      [
        ['database', true, fails],
        ['cache', false, fails],
      ],
    ],
    ['ok', []],
  ] as [string, Parameters<typeof healthWith>][])('is %s for %j', async (status, checks) => {
    expect((await healthWith(...checks).report()).status).toBe(status);
  });

  it('names each check, and not why it failed', async () => {
    const report = await healthWith(['database', true, fails], ['cache', false, passes]).report();
    expect(report).toEqual({ status: 'unavailable', checks: { database: 'failed', cache: 'ok' } });
  });

  it('is unavailable while the service stops', async () => {
    const health = healthWith(['database', true, passes]);
    health.beforeApplicationShutdown();
    expect((await health.report()).status).toBe('unavailable');
  });

  it('counts a check that never answers as failed after three seconds', async () => {
    // The deadline waits one real turn of the event loop after its timer.
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] });
    try {
      const report = healthWith(['database', true, () => new Promise(() => undefined)]).report();
      await jest.advanceTimersByTimeAsync(3_000);
      expect((await report).status).toBe('unavailable');
    } finally {
      jest.useRealTimers();
    }
  });
});

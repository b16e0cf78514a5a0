import { HealthRegistry } from './health.registry.js';

it('keeps the checks of all features in the order in which they came', () => {
  const registry = new HealthRegistry();
  const checks = ['database', 'redis'].map((name) => ({ name, required: true, check: () => Promise.resolve() }));
  for (const check of checks) registry.register(check);
  expect(registry.checks).toEqual(checks);
});

import { PurgeRegistry } from './purge.registry.js';

it('keeps the tasks of all features in the order in which they came', () => {
  const registry = new PurgeRegistry();
  const tasks = ['states', 'bodies'].map((name) => ({ name, purge: () => Promise.resolve(0) }));
  for (const task of tasks) registry.register(task);
  expect(registry.tasks).toEqual(tasks);
});

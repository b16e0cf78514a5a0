import { mapLimited } from './map-limited.js';

it('keeps the order of results and the limit of calls', async () => {
  let running = 0;
  let most = 0;
  const results = await mapLimited([5, 1, 4, 2, 3], 2, async (item) => {
    running += 1;
    most = Math.max(most, running);
    for (let turn = 0; turn < item; turn += 1) await Promise.resolve();
    running -= 1;
    return item * 10;
  });
  expect(results).toEqual([50, 10, 40, 20, 30]);
  expect(most).toBe(2);
});

it('starts nothing after the first failure', async () => {
  const started: number[] = [];
  const work = (item: number): Promise<number> => {
    started.push(item);
    return item === 2 ? Promise.reject(new Error('two')) : Promise.resolve(item);
  };
  await expect(mapLimited([1, 2, 3, 4], 1, work)).rejects.toThrow('two');
  expect(started).toEqual([1, 2]);
});

it('answers nothing for nothing', async () => {
  expect(await mapLimited([], 4, () => Promise.reject(new Error('never')))).toEqual([]);
});

import { stat } from 'node:fs';
import { within } from './within.js';

describe('work within a time', () => {
  it('settles as the work does', async () => {
    await expect(within(1_000, Promise.resolve(7), () => new Error('late'))).resolves.toBe(7);
    await expect(within(1_000, Promise.reject(new Error('broken')), () => new Error('late'))).rejects.toThrow('broken');
  });

  it('ends with the given error when the work takes longer, and the work goes on', async () => {
    let finish: (value: string) => void = () => undefined;
    const work = new Promise<string>((resolve) => (finish = resolve));
    await expect(within(1, work, () => new Error('late'))).rejects.toThrow('late');
    finish('done');
    await expect(work).resolves.toBe('done');
  });

  it('is not late when it was done in time and the process was only too busy to see it', async () => {
    for (let times = 0; times < 10; times += 1) {
      const work = new Promise((resolve) => stat('.', () => resolve('done')));
      const outcome = within(10, work, () => new Error('late'));
      for (const endsAt = performance.now() + 40; performance.now() < endsAt;);
      expect(await outcome).toBe('done');
    }
  });

  it('leaves no timer behind and no unhandled rejection when the work fails later', async () => {
    jest.useFakeTimers();
    try {
      await within(1_000, Promise.resolve(), () => new Error('late'));
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
    let fail: (error: Error) => void = () => undefined;
    const work = new Promise<never>((_, reject) => (fail = reject));
    await expect(within(1, work, () => new Error('late'))).rejects.toThrow('late');
    fail(new Error('broken afterwards'));
    await new Promise((done) => setImmediate(done));
  });
});

import { createHash } from 'node:crypto';
import { LogService } from './log.service.js';

function logOf(level = 'info'): { log: LogService; lines: () => Record<string, unknown>[]; text: () => string } {
  const written: string[] = [];
  const log = new LogService(level, { write: (line: string) => void written.push(line) });
  return {
    log,
    lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>),
    text: () => written.join(''),
  };
}

describe('the log', () => {
  it('is one JSON line each, with level, time in UTC and message', () => {
    const { log, lines, text } = logOf();
    log.info('first\nsecond', { count: 1 });
    log.error('bad');
    expect(text().trim().split('\n')).toHaveLength(2);
    expect(lines()).toMatchObject([
      { level: 'info', service: 'figbridge', message: 'first\nsecond', count: 1 },
      { level: 'error', message: 'bad' },
    ]);
    expect(lines()[0]!.time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  it('has nothing of an error but its type, message, code, stack and causes', () => {
    const { log, lines, text } = logOf();
    const cause = Object.assign(new Error('inner'), { code: '23505', parameters: ['planted'], detail: 'planted' });
    const error = Object.assign(new Error('outer', { cause }), { body: 'planted', response: { headers: 'planted' } });
    log.error('failed', { err: error });
    expect(text()).not.toContain('planted');
    expect(lines()).toMatchObject([{ err: { message: 'outer', cause: { message: 'inner', code: '23505' } } }]);
  });

  it.each(['text', 7, null, { password: 'planted' }, ['planted']])(
    'says of the thrown value %j only that it is no error',
    (value) => {
      const { log, text } = logOf();
      log.error('failed', { err: value });
      expect(text()).not.toContain('planted');
      expect(text()).toContain('not an Error');
    },
  );

  it('bounds long messages and circular causes', () => {
    const { log, lines, text } = logOf();
    const error: Error & { cause?: unknown } = new Error('x'.repeat(100_000));
    error.stack = 'short';
    error.cause = error;
    log.error('failed', { err: error });
    expect(lines()).toHaveLength(1);
    expect(text().length).toBeLessThan(5_000);
  });

  it('keeps quiet below its level', () => {
    const { log, lines } = logOf('warn');
    log.debug('a');
    log.info('b');
    log.warn('c');
    expect(lines()).toMatchObject([{ message: 'c' }]);
  });

  it('marks what auditors look for', () => {
    const { log, lines } = logOf();
    log.audit('connected', { userId: 'a-user', provider: 'figma' });
    expect(lines()).toMatchObject([{ audit: 'connected', provider: 'figma', message: 'audit connected' }]);
    expect(lines()[0]!.subject).toBe(createHash('sha256').update('a-user').digest('hex').slice(0, 16));
    expect(lines()[0]).not.toHaveProperty('userId');
  });
});

import { isDatabaseLost, isDatabaseUnavailable } from './database-errors.js';

const failure = (code: string, message = 'x'): Error => Object.assign(new Error(message), { code });

describe('errors of the database', () => {
  it.each([
    '08006',
    '08001',
    '53300',
    '53400',
    '57P01',
    '57P03',
    '57014',
    '55P03',
    '25006',
    'ECONNREFUSED',
    'ETIMEDOUT',
  ])('%s passes by itself', (code) => {
    expect(isDatabaseUnavailable(failure(code))).toBe(true);
    expect(isDatabaseLost(failure(code))).toBe(true);
  });

  it.each([
    'timeout exceeded when trying to connect',
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'database "figbridge" is not currently accepting connections',
  ])('"%s" passes by itself', (message) => {
    expect(isDatabaseUnavailable(new Error(message))).toBe(true);
  });

  it.each(['28P01', '28000', '3D000'])('%s is a wrong setting at the start and an outage later', (code) => {
    expect(isDatabaseUnavailable(failure(code))).toBe(false);
    expect(isDatabaseLost(failure(code))).toBe(true);
  });

  it.each(['23505', '22P02', '42601', '42P01', '55000', '2200', ''])('%s is our mistake', (code) => {
    expect(isDatabaseLost(failure(code))).toBe(false);
  });

  it.each([null, undefined, 'ECONNREFUSED', { code: '57P01' }])('%j is no error of the database', (value) => {
    expect(isDatabaseLost(value)).toBe(false);
  });
});

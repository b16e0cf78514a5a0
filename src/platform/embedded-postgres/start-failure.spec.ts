import { serverSettings } from './settings.js';
import { startFailure } from './start-failure.js';

describe('startFailure', () => {
  it.each([
    ['port', 'LOG:  could not bind IPv4 address "127.0.0.1": Address already in use'],
    ['port', 'FATAL:  could not create any TCP/IP sockets'],
    ['occupied', 'FATAL:  lock file "postmaster.pid" already exists'],
    ['occupied', 'FATAL:  pre-existing shared memory block (key 7, ID 1) is still in use'],
    ['disk', 'FATAL:  could not write lock file "postmaster.pid": No space left on device'],
    ['other', 'FATAL:  data directory "x" has wrong ownership'],
  ])('finds %s in: %s', (trouble, line) => {
    expect(startFailure('Starting', ['LOG:  starting', line, '']).trouble).toBe(trouble);
  });

  it('quotes the last lines and advises on a full disk', () => {
    const lines = Array.from({ length: 40 }, (_, n) => `line ${n}`);
    const { message } = startFailure('initdb', [...lines, 'No space left on device']);
    expect(message).toMatch(/^initdb failed\. The disk is full: .*DATA_DIR/);
    expect(message).toContain('line 39\nNo space left');
    expect(message).not.toContain('line 20');
  });
});

describe('serverSettings', () => {
  it('lets the caller change defaults and add settings, but not open the server', () => {
    const settings = serverSettings({
      max_connections: '7',
      fsync: 'off',
      listen_addresses: '*',
      timezone: 'Asia/Tokyo',
    });
    expect(settings).toMatchObject({
      max_connections: '7',
      fsync: 'off',
      listen_addresses: '127.0.0.1',
      timezone: 'UTC',
    });
  });

  it('keeps statements out of the log', () => {
    expect(serverSettings({})).toMatchObject({ log_min_error_statement: 'panic', log_error_verbosity: 'terse' });
  });

  it.each(['', 'a b', 'x=1', '-c'])('refuses the name "%s"', (name) => {
    expect(() => serverSettings({ [name]: '1' })).toThrow(/not the name of a PostgreSQL setting/);
  });
});

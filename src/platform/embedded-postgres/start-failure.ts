import { DISK_FULL_ADVICE, EmbeddedPostgresError } from './errors.js';

/** `port`: somebody else listens there. `occupied`: another PostgreSQL is, or just was, in the data directory. */
export type StartTrouble = 'port' | 'occupied' | 'disk' | 'other';

/** PostgreSQL's messages; its environment says LC_ALL=C, so they are not translated. */
const SIGNS: readonly (readonly [StartTrouble, RegExp])[] = [
  ['disk', /No space left on device|Disk quota exceeded/],
  ['port', /Address already in use|could not bind|could not create any TCP\/IP sockets/],
  ['occupied', /lock file ".*" already exists|pre-existing shared memory block/],
];

export class StartFailure extends EmbeddedPostgresError {
  constructor(
    readonly trouble: StartTrouble,
    message: string,
  ) {
    super(message);
  }
}

/** `lines` is what the program said last. */
export function startFailure(what: string, lines: readonly string[]): StartFailure {
  const said = lines.map((line) => line.trim()).filter((line) => line !== '');
  const trouble = SIGNS.find(([, sign]) => said.some((line) => sign.test(line)))?.[0] ?? 'other';
  const advice = trouble === 'disk' ? ` ${DISK_FULL_ADVICE}` : '';
  return new StartFailure(trouble, `${what} failed.${advice} It said:\n${said.slice(-12).join('\n')}`);
}

import type { SandboxClock } from './clock.js';
import type { ImageLinks } from './assets/image-links.js';
import type { CallLog } from './http/call-log.js';
import type { Faults } from './http/faults.js';
import type { Gates } from './http/gates.js';
import type { SandboxState } from './state/state.js';

/** Origins without a trailing slash; known once the servers listen. */
export interface Origins {
  web: string;
  api: string;
  asset: string;
}

/** What the routes of all three origins share. */
export interface SandboxContext {
  readonly origins: Origins;
  readonly state: SandboxState;
  readonly clock: SandboxClock;
  readonly calls: CallLog;
  readonly gates: Gates;
  readonly faults: Faults;
  readonly images: ImageLinks;
}

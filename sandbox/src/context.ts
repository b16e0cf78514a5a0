import type { SandboxClock } from './clock.js';
import type { ImageLinks } from './assets/image-links.js';
import type { CallLog } from './http/call-log.js';
import type { Faults } from './http/faults.js';
import type { Gates } from './http/gates.js';
import type { Origins } from './origins.js';
import type { SandboxState } from './state/state.js';

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

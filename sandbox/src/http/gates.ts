import type { Call } from './call-log.js';
import { matchesRoute } from './routes.js';
import type { RouteSelector } from './routes.js';

export interface HoldOptions {
  /** `request`: before the sandbox has done anything. `answer`: the work is done, the client has not heard of it. */
  readonly at?: 'request' | 'answer';
}

/** Keeps every call to a route waiting until `release()`. */
export interface Hold {
  /** Resolves with the first call that waits here. */
  readonly arrived: Promise<Call>;
  /** Calls waiting now. */
  readonly waiting: number;
  /** Resolves once `count` calls have arrived, whether or not they were released meanwhile. */
  arrivals(count: number): Promise<void>;
  /** Lets the waiting calls go and holds no further ones. Harmless when repeated. */
  release(): void;
}

class Gate implements Hold {
  readonly arrived: Promise<Call>;
  private announce!: (call: Call) => void;
  private seen = 0;
  private open = false;
  private parked: (() => void)[] = [];
  private watchers: { count: number; resolve: () => void }[] = [];

  constructor(
    readonly route: RouteSelector,
    readonly at: 'request' | 'answer',
  ) {
    this.arrived = new Promise((resolve) => (this.announce = resolve));
  }

  get waiting(): number {
    return this.parked.length;
  }

  holds(call: Call, at: 'request' | 'answer'): boolean {
    return !this.open && this.at === at && matchesRoute(this.route, call);
  }

  async park(call: Call): Promise<void> {
    const released = new Promise<void>((resolve) => this.parked.push(resolve));
    this.seen += 1;
    this.announce(call);
    for (const watcher of this.watchers) if (this.seen >= watcher.count) watcher.resolve();
    await released;
  }

  arrivals(count: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.seen >= count) resolve();
      else this.watchers.push({ count, resolve });
    });
  }

  release(): void {
    this.open = true;
    for (const go of this.parked.splice(0)) go();
  }
}

/** Gates let a test decide the order of events instead of sleeping until it probably happened. */
export class Gates {
  private gates: Gate[] = [];

  hold(route: RouteSelector, options: HoldOptions = {}): Hold {
    const gate = new Gate(route, options.at ?? 'request');
    this.gates.push(gate);
    return gate;
  }

  async pass(call: Call, at: 'request' | 'answer'): Promise<void> {
    await this.gates.find((gate) => gate.holds(call, at))?.park(call);
  }

  reset(): void {
    for (const gate of this.gates.splice(0)) gate.release();
  }
}

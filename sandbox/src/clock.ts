/** Wall-clock time that a test can move forward. Code lifetimes, token expiry and signed image URLs read only this. */
export class SandboxClock {
  private offsetMs = 0;

  /** Milliseconds since the epoch. */
  now(): number {
    return Date.now() + this.offsetMs;
  }

  /** Moves the clock by `ms`; what has expired by then is expired for the next request. */
  advance(ms: number): void {
    this.offsetMs += ms;
  }

  reset(): void {
    this.offsetMs = 0;
  }
}

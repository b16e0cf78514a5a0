import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { LogService } from '../../platform/logging/log.service.js';

/**
 * Work that an answer does not wait for. It fails by itself: a failure is logged and touches no answer. Shutting down
 * waits for it.
 */
@Injectable()
export class Background implements OnModuleDestroy {
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly log: LogService) {}

  start(name: string, work: () => Promise<unknown>): void {
    const run = this.attempt(name, work).finally(() => this.running.delete(run));
    this.running.add(run);
  }

  /** Resolves when nothing is running, including what running work has started. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }

  async onModuleDestroy(): Promise<void> {
    await this.idle();
  }

  private async attempt(name: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (err) {
      this.log.warn('background work failed', { work: name, err });
    }
  }
}

import { Injectable } from '@nestjs/common';
import { Background } from './background.js';
import { FilesCacheStore } from './files-cache.store.js';

/**
 * Counts reads off the path of the answer. Reads that come while a write is under way go together in the next one, so that
 * a busy file costs one statement at a time and not one a read. A killed process loses the counts it held.
 */
@Injectable()
export class AccessCounter {
  private waiting = new Map<string, { userId: string; fileKey: string; count: number }>();
  private isWriting = false;

  constructor(
    private readonly store: FilesCacheStore,
    private readonly background: Background,
  ) {}

  record(userId: string, fileKey: string): void {
    const name = `${userId} ${fileKey}`;
    const known = this.waiting.get(name);
    if (known) known.count += 1;
    else this.waiting.set(name, { userId, fileKey, count: 1 });
    if (!this.isWriting) this.background.start('count file reads', () => this.write());
  }

  private async write(): Promise<void> {
    if (this.isWriting) return;
    this.isWriting = true;
    try {
      while (this.waiting.size > 0) {
        const batch = [...this.waiting.values()];
        this.waiting = new Map();
        await this.store.countAccesses(batch);
      }
    } finally {
      this.isWriting = false;
    }
  }
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

export interface PurgeTask {
  readonly name: string;
  /** Deletes at most `limit` rows that nobody needs any more and answers how many it deleted. */
  purge(tx: EntityManager, limit: number): Promise<number>;
}

/** Features say here what they leave behind, so that the scheduled purge needs to know none of them. */
@Injectable()
export class PurgeRegistry {
  private readonly registered: PurgeTask[] = [];

  register(task: PurgeTask): void {
    this.registered.push(task);
  }

  get tasks(): readonly PurgeTask[] {
    return this.registered;
  }
}

import { Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { LogService } from '../platform/logging/log.service.js';
import { PurgeRegistry, type PurgeTask } from '../platform/purge/purge.registry.js';

export type PurgeReport = Readonly<Record<string, number>>;

/** Rows a statement. Small, so that requests never wait long for a row that is being deleted. */
const batchSize = 1_000;
/** Bounds one run; what is left waits for the next. */
const batchesOfOneTask = 200;
const purgeLock = 7_236_452;

@Injectable()
export class PurgeService {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly registry: PurgeRegistry,
    private readonly log: LogService,
  ) {}

  @Cron(CronExpression.EVERY_5_MINUTES)
  async scheduled(): Promise<void> {
    try {
      await this.run();
    } catch (error) {
      this.log.error('purge failed', { err: error });
    }
  }

  /** One batch is one transaction. What another instance is purging at the moment is left to it. */
  async run(): Promise<PurgeReport> {
    const report: Record<string, number> = {};
    for (const task of this.registry.tasks) report[task.name] = await this.runTask(task);
    if (Object.values(report).some((count) => count > 0)) this.log.info('purged', { removed: report });
    return report;
  }

  private async runTask(task: PurgeTask): Promise<number> {
    let total = 0;
    for (let batch = 0; batch < batchesOfOneTask; batch += 1) {
      const removed = await this.runBatch(task);
      total += removed;
      if (removed < batchSize) break;
    }
    return total;
  }

  private runBatch(task: PurgeTask): Promise<number> {
    return this.database.transaction(async (tx) => {
      const [lock] = await tx.query<{ mine: boolean }[]>('SELECT pg_try_advisory_xact_lock($1) AS mine', [purgeLock]);
      return lock?.mine ? task.purge(tx, batchSize) : 0;
    });
  }
}

import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { HealthRegistry } from '../health/health.registry.js';
import { pendingMigrations } from './migrate.js';

@Injectable()
export class DatabaseHealth implements OnModuleInit {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly health: HealthRegistry,
  ) {}

  onModuleInit(): void {
    this.health.register({ name: 'database', required: true, check: () => this.check() });
  }

  private async check(): Promise<void> {
    const pending = await pendingMigrations(this.database);
    if (pending.length > 0) throw new Error(`The schema is behind by ${pending.length} migrations`);
  }
}

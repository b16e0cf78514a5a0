import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { type HealthCheck, HealthRegistry } from '../platform/health/health.registry.js';
import { LogService } from '../platform/logging/log.service.js';
import { within } from '../platform/timing/within.js';
import type { HealthDto } from './health.dto.js';

const checkTimeoutMs = 3_000;

@Injectable()
export class HealthService implements BeforeApplicationShutdown {
  private isStopping = false;

  constructor(
    private readonly registry: HealthRegistry,
    private readonly log: LogService,
  ) {}

  beforeApplicationShutdown(): void {
    this.isStopping = true;
  }

  async report(): Promise<HealthDto> {
    const results = await Promise.all(this.registry.checks.map((check) => this.run(check)));
    const checks = Object.fromEntries(
      results.map(({ check, passed }) => [check.name, passed ? 'ok' : 'failed'] as const),
    );
    const failed = results.filter(({ passed }) => !passed);
    if (this.isStopping || failed.some(({ check }) => check.required)) return { status: 'unavailable', checks };
    return { status: failed.length > 0 ? 'degraded' : 'ok', checks };
  }

  private async run(check: HealthCheck): Promise<{ check: HealthCheck; passed: boolean }> {
    try {
      await within(checkTimeoutMs, check.check(), () => new Error('The check took too long'));
      return { check, passed: true };
    } catch (error) {
      this.log.warn('health check failed', { check: check.name, err: error });
      return { check, passed: false };
    }
  }
}

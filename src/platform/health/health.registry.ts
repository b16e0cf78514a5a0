import { Injectable } from '@nestjs/common';

export interface HealthCheck {
  readonly name: string;
  /** A failing required check makes the instance not ready; any other only marks it degraded. */
  readonly required: boolean;
  /** Resolves when all is well; rejects otherwise. The reason is logged, not shown. */
  check(): Promise<void>;
}

/** Features say here what readiness means for them, so that the probe needs to know none of them. */
@Injectable()
export class HealthRegistry {
  private readonly registered: HealthCheck[] = [];

  register(check: HealthCheck): void {
    this.registered.push(check);
  }

  get checks(): readonly HealthCheck[] {
    return this.registered;
  }
}

export class HealthDto {
  /** `degraded`: still serving, with something missing. */
  status: 'ok' | 'degraded' | 'unavailable';

  /** @example { "database": "ok" } */
  checks: Record<string, 'ok' | 'failed'>;
}

import { ApiProperty } from '@nestjs/swagger';

export class HealthDto {
  /** `degraded`: still serving, with something missing. */
  @ApiProperty({ enum: ['ok', 'degraded', 'unavailable'] })
  status: 'ok' | 'degraded' | 'unavailable';

  /** By the name of what was looked at. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string', enum: ['ok', 'failed'] } })
  checks: Record<string, 'ok' | 'failed'>;
}

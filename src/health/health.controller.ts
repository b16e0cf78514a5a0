import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/public.decorator.js';
import { HealthDto } from './health.dto.js';
import { HealthService } from './health.service.js';

@ApiTags('Operations')
@Public()
@Controller()
export class HealthController {
  constructor(private readonly health: HealthService) {}

  /** The process runs. Says nothing about anything else, so that a database outage restarts no instance. */
  @Get('livez')
  @ApiOperation({ operationId: 'livez' })
  live(): HealthDto {
    return { status: 'ok', checks: {} };
  }

  /** 200 only when the schema is in place and the database answers; 503 otherwise, and while shutting down. */
  @Get('readyz')
  @ApiOperation({ operationId: 'readyz' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthDto> {
    const report = await this.health.report();
    void reply.status(report.status === 'unavailable' ? 503 : 200);
    return report;
  }
}

import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/public.decorator.js';
import { ApiOnlyErrors } from '../platform/errors/api-errors.decorator.js';
import { ApiAnswer } from '../platform/openapi/api-answer.decorator.js';
import { HealthDto } from './health.dto.js';
import { HealthService } from './health.service.js';

@ApiTags('Operations')
@Public()
@Controller()
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get('livez')
  @ApiOperation({
    operationId: 'getLiveness',
    summary: 'The process runs',
    description: 'Says nothing about anything else, so that a database outage restarts no instance.',
  })
  @ApiAnswer({ description: 'It runs', type: HealthDto, example: { status: 'ok', checks: {} } })
  @ApiOnlyErrors('internal_error')
  live(): HealthDto {
    return { status: 'ok', checks: {} };
  }

  @Get('readyz')
  @ApiOperation({
    operationId: 'getReadiness',
    summary: 'The service can do its work',
    description: 'The schema is in place and the database answers.',
  })
  @ApiAnswer({ description: 'Ready', type: HealthDto, example: { status: 'ok', checks: { database: 'ok' } } })
  @ApiAnswer({
    status: 503,
    description: 'Not ready, or shutting down',
    type: HealthDto,
    example: { status: 'unavailable', checks: { database: 'failed' } },
  })
  @ApiOnlyErrors('internal_error')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthDto> {
    const report = await this.health.report();
    void reply.status(report.status === 'unavailable' ? 503 : 200);
    return report;
  }
}

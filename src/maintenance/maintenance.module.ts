import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { PurgeService } from './purge.service.js';

/** Runs what features registered with the platform; it knows none of them. */
@Module({
  imports: [ScheduleModule.forRoot()],
  providers: [PurgeService],
  exports: [PurgeService],
})
export class MaintenanceModule {}

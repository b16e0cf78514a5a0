import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IntegrationWebhookEntity } from './integration-webhook.entity.js';

/** Owns the inbox table. */
@Module({ imports: [TypeOrmModule.forFeature([IntegrationWebhookEntity])] })
export class WebhooksModule {}

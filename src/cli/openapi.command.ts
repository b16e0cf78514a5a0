import { randomBytes } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../app.module.js';
import type { Config } from '../config/config.js';
import { loadConfig } from '../config/load-config.js';
import { describeApi } from '../docs.setup.js';
import { LogService } from '../platform/logging/log.service.js';
import type { Command, Terminal } from './command.js';
import { parseOptions } from './parse-options.js';

export const openapiCommand: Command = {
  name: 'openapi',
  usage: '',
  summary: 'prints the OpenAPI document; needs neither settings nor a database',
  run: openapi,
};

async function openapi(args: readonly string[], terminal: Terminal): Promise<number> {
  parseOptions(args, {});
  const app = await previewApp();
  terminal.out(JSON.stringify(await describeApi(app), null, 2));
  return 0;
}

/** The modules are read and nothing in them is made, so the settings only have to be valid. */
function previewApp(): Promise<NestFastifyApplication> {
  const module = AppModule.forRoot(anyConfig(), 'postgres://localhost/unused', new LogService('silent'));
  return NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
}

function anyConfig(): Config {
  const env = {
    JWT_SECRET: randomBytes(48).toString('base64url'),
    TOKEN_ENCRYPTION_KEYS: `preview:${randomBytes(32).toString('base64')}`,
  };
  return loadConfig(env).config;
}

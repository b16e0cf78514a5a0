import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { createApp } from '../dist/app.setup.js';
import { loadConfig } from '../dist/config/load-config.js';
import { LogService } from '../dist/platform/logging/log.service.js';
import { document } from './environment.mjs';

/** The service as main.ts makes it, with everything on, and one more guarded route that needs no database. */
class BenchController {
  document() {
    return document;
  }
}
Controller('bench')(BenchController);
Get('document')(
  BenchController.prototype,
  'document',
  Object.getOwnPropertyDescriptor(BenchController.prototype, 'document'),
);

class BenchModule {}
Module({ controllers: [BenchController] })(BenchModule);

const { config } = loadConfig(process.env);
// The log goes where an operator's would go, a pipe, but nobody reads it here: /dev/null keeps the reader out of the figure.
const { createWriteStream } = await import('node:fs');
const log = new LogService('info', createWriteStream('/dev/null'));
const app = await createApp(config, config.databaseUrl ?? '', log, [BenchModule]);
await app.listen(0, '127.0.0.1');
process.stdout.write(
  `${JSON.stringify({ benchReady: { url: await app.getUrl(), rss: process.memoryUsage.rss() } })}\n`,
);
process.on('SIGTERM', () => void app.close().then(() => process.exit(0)));

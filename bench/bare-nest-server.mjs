import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';

/** The smallest Nest application that answers: what booting costs anybody who chooses this framework. */
class BareController {
  ready() {
    return { status: 'ok' };
  }
}
Controller()(BareController);
Get('readyz')(BareController.prototype, 'ready', Object.getOwnPropertyDescriptor(BareController.prototype, 'ready'));

class BareModule {}
Module({ controllers: [BareController] })(BareModule);

const app = await NestFactory.create(BareModule, new FastifyAdapter(), { logger: false });
await app.listen(0, '127.0.0.1');
process.stdout.write(`${JSON.stringify({ benchReady: { url: await app.getUrl() } })}\n`);
process.on('SIGTERM', () => void app.close().then(() => process.exit(0)));

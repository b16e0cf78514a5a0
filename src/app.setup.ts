import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { AppModule } from './app.module.js';
import type { Config } from './config/config.js';
import { setUpDocs } from './docs.setup.js';
import { PageAssets } from './page/page-assets.js';
import { ErrorFilter } from './platform/errors/error.filter.js';
import { AllowedMethods } from './platform/http/allowed-methods.js';
import { answerBadUrl, answerUnparsable, refuseConnect } from './platform/http/client-errors.js';
import { refuseEarly } from './platform/http/early-refusals.js';
import { logRequests } from './platform/http/request-log.js';
import { requestIdOf } from './platform/http/request-id.js';
import { RequestValidationPipe } from './platform/http/request-validation.pipe.js';
import { addPathHeaders } from './platform/http/security-headers.js';
import type { LogService } from './platform/logging/log.service.js';
import { NestLogAdapter } from './platform/logging/nest-log-adapter.js';

/** Bytes of a JSON body. */
const bodyLimit = 1024 * 1024;

/**
 * The whole application, ready to listen, on a database that has been migrated. Tests use it as main.ts does. `extensions`
 * are modules of an application that embeds this one; their routes are guarded like ours unless they say @Public().
 */
export async function createApp(
  config: Config,
  databaseUrl: string,
  log: LogService,
  extensions: readonly Type[] = [],
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter(serverOptions(config));
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(config, databaseUrl, log, extensions),
    adapter,
    {
      logger: new NestLogAdapter(log),
      bodyParser: false,
      abortOnError: false,
    },
  );
  try {
    await setUp(app, config, log);
    return app;
  } catch (error) {
    // What was refused at boot (a changed encryption key) must not leave connections behind.
    await app.close().catch(() => undefined);
    throw error;
  }
}

async function setUp(app: NestFastifyApplication, config: Config, log: LogService): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  const methods = new AllowedMethods(fastify);
  acceptJsonOnly(fastify);
  logRequests(fastify, log);
  await app.register(fastifyHelmet, helmetOptions(config));
  addPathHeaders(fastify);
  app.enableCors(corsOptions(config));
  refuseEarly(fastify, methods);
  fastify.server.on('connect', refuseConnect);
  await app.register(fastifyCookie);
  app.useGlobalPipes(new RequestValidationPipe());
  app.useGlobalFilters(app.get(ErrorFilter));
  await app.get(PageAssets).serve(fastify);
  if (config.docsEnabled) await setUpDocs(app);
  await app.init();
}

/** Times in milliseconds; the defaults of Node (60 s, 300 s, 30 s) leave a slow sender too much room (security T-40). */
function serverOptions(config: Config): ConstructorParameters<typeof FastifyAdapter>[0] {
  return {
    trustProxy: config.trustProxy.length > 0 ? [...config.trustProxy] : false,
    genReqId: requestIdOf,
    requestIdHeader: false,
    bodyLimit,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 5_000 },
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000,
    http: {
      maxHeaderSize: 16 * 1024,
      headersTimeout: 10_000,
      connectionsCheckingInterval: 5_000,
      // Checked by refuseEarly, with an answer of ours.
      requireHostHeader: false,
    },
    forceCloseConnections: 'idle',
    clientErrorHandler: answerUnparsable,
    frameworkErrors: answerBadUrl,
  };
}

/** An empty body counts as none: many clients send the content type with every request. */
function acceptJsonOnly(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, body as string, done);
  });
}

function helmetOptions(config: Config): Parameters<typeof fastifyHelmet>[1] {
  return {
    contentSecurityPolicy: false,
    strictTransportSecurity: config.publicUrl.startsWith('https:') ? { maxAge: 31_536_000 } : false,
    // The application may live on another origin and show our images.
    crossOriginResourcePolicy: false,
    referrerPolicy: { policy: 'no-referrer' },
  };
}

function corsOptions(config: Config): Parameters<NestFastifyApplication['enableCors']>[0] {
  return {
    // Not onRequest: there it would answer every OPTIONS request, before refuseEarly can tell a preflight from others.
    hook: 'preParsing',
    origin: [...config.corsOrigins],
    credentials: true,
    methods: ['GET', 'POST', 'PUT', 'DELETE'],
    allowedHeaders: [
      'Authorization',
      'Content-Type',
      'Cache-Control',
      'If-None-Match',
      'Last-Event-ID',
      'X-Request-Id',
    ],
    exposedHeaders: [
      'ETag',
      'Age',
      'Cache-Status',
      'Retry-After',
      'X-Request-Id',
      'X-RateLimit-Limit',
      'X-RateLimit-Remaining',
      'X-RateLimit-Reset',
    ],
    maxAge: 600,
  };
}

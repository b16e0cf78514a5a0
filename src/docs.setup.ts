import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { catalogueEntry, errorCatalogue, type ErrorCode } from './platform/errors/error-catalogue.js';
import { completeDocument } from './platform/openapi/complete-document.js';

const introduction = `Connects the users of a web application with their Figma accounts and serves their Figma data.

Authorize with a JWT of the host application, and with nothing else: no cookie and no query parameter signs anybody in.
Unknown query parameters are ignored; unknown members of a body are refused.

## Errors

Every error has the same body: \`error\` and \`message\` for people, \`code\` for programs, \`statusCode\`, \`requestId\`, and for
some codes what helps to act. Any address may also answer 400 \`invalid_request\` to what is not well-formed HTTP,
405 \`method_not_allowed\` with \`Allow\`, 408 \`request_timeout\` and 431 \`headers_too_large\`.
`;

const tags: readonly (readonly [string, string])[] = [
  ['Integrations', 'The connections of the caller.'],
  ['Connecting', 'OAuth 2.0 with PKCE: from the first click to the stored grant.'],
  ['Figma data', 'Files, comments and settings, read with the permission of the caller and kept for a while.'],
  ['Images', 'Thumbnails and avatars under signed addresses, for `<img>`.'],
  ['Operations', 'Probes for orchestrators.'],
];

/** The OpenAPI document of this application. It depends on the code alone, never on the configuration. */
export async function describeApi(app: NestFastifyApplication): Promise<OpenAPIObject> {
  await SwaggerModule.loadPluginMetadata(await generatedMetadata());
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Figbridge')
    .setDescription(`${introduction}\n${errorTable()}`)
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/', 'This service')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'A JWT of the host application',
    });
  for (const [name, description] of tags) builder.addTag(name, description);
  return completeDocument(SwaggerModule.createDocument(app, builder.build()));
}

function errorTable(): string {
  const codes = Object.keys(errorCatalogue) as ErrorCode[];
  const rows = codes.map((code) => `| ${catalogueEntry(code).status} | \`${code}\` | ${catalogueEntry(code).when} |`);
  return ['| Status | Code | When |', '| --- | --- | --- |', ...rows].join('\n');
}

type Metadata = () => Promise<Record<string, unknown>>;

/**
 * Written by the build from types and comments. Named by a variable because it does not exist before the first build. Where
 * modules are transformed to CommonJS, as Jest does, the default export is a member of the default export.
 */
async function generatedMetadata(): Promise<Metadata> {
  const file = './metadata.js';
  const { default: metadata } = (await import(file)) as { default: Metadata | { default: Metadata } };
  return typeof metadata === 'function' ? metadata : metadata.default;
}

export async function setUpDocs(app: NestFastifyApplication): Promise<void> {
  const document = await describeApi(app);
  SwaggerModule.setup('docs', app, document, {
    jsonDocumentUrl: 'openapi.json',
    customSiteTitle: 'Figbridge API',
    swaggerOptions: {
      persistAuthorization: true,
      displayRequestDuration: true,
      filter: true,
      deepLinking: true,
      docExpansion: 'list',
      tryItOutEnabled: true,
      validatorUrl: null,
      queryConfigEnabled: false,
    },
  });
}

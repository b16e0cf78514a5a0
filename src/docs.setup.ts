import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

const description = `Connects the users of a web application with their Figma accounts and serves their Figma data.

Authorize with a JWT of the host application. Every error has the same body: \`error\` and \`message\` for people, \`code\` for
programs, \`statusCode\` and \`requestId\`.`;

/** The OpenAPI document of this application. */
export async function describeApi(app: NestFastifyApplication): Promise<OpenAPIObject> {
  await SwaggerModule.loadPluginMetadata((await generatedMetadata()).default);
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Figbridge')
    .setDescription(description)
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' });
  return SwaggerModule.createDocument(app, builder.build());
}

/** Written by the build from types and comments. Named by a variable because it does not exist before the first build. */
async function generatedMetadata(): Promise<{ default: () => Promise<Record<string, unknown>> }> {
  const file = './metadata.js';
  return (await import(file)) as { default: () => Promise<Record<string, unknown>> };
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
      tryItOutEnabled: true,
      validatorUrl: null,
      queryConfigEnabled: false,
    },
  });
}

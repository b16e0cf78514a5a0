import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { Config } from '../config/config.js';
import { LogService } from '../platform/logging/log.service.js';

const pagePath = '/settings/integrations';
/** What `npm run build` leaves; the same distance from src/page and from dist/page. */
const builtPage = fileURLToPath(new URL('../../web/dist', import.meta.url));
const placeholder = '<meta name="figbridge" content="{}" />';

/** Serves the built settings page: its scripts for a year because their names change, its HTML never from a cache. */
@Injectable()
export class PageAssets {
  constructor(
    private readonly config: Config,
    private readonly log: LogService,
  ) {}

  async serve(fastify: FastifyInstance): Promise<void> {
    if (!existsSync(join(builtPage, 'index.html'))) {
      this.log.warn('the settings page is not built; run "npm run build"');
      return;
    }
    const html = await this.html();
    for (const path of [pagePath, `${pagePath}/`]) {
      fastify.get(path, (_request, reply) =>
        reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(html),
      );
    }
    fastify.get('/', (_request, reply) => reply.redirect(pagePath));
    await fastify.register(fastifyStatic, {
      root: builtPage,
      prefix: `${pagePath}/`,
      index: false,
      decorateReply: false,
      wildcard: false,
      immutable: true,
      maxAge: '365d',
    });
  }

  /** Outside production the page may take its JWT from the address, as the demo hands it over. */
  private async html(): Promise<string> {
    const html = await readFile(join(builtPage, 'index.html'), 'utf8');
    if (!html.includes(placeholder)) throw new Error('web/dist/index.html lacks its placeholder; rebuild the page');
    const settings = { demoSignIn: this.config.nodeEnv !== 'production', figmaWebUrl: this.config.figma.webUrl };
    const content = JSON.stringify(settings).replaceAll('&', '&amp;').replaceAll("'", '&#39;');
    return html.replace(placeholder, () => `<meta name="figbridge" content='${content}' />`);
  }
}

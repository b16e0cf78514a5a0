import type { FastifyInstance, FastifyReply } from 'fastify';
import type { SandboxContext } from './context.js';
import { html } from './http/html.js';
import { page } from './oauth/pages.js';

/** What stands at a file's link: the sandbox has no editor, so it shows the file's picture and name. */
export function registerEditorRoutes(app: FastifyInstance, { state, images }: SandboxContext): void {
  const show = (key: string, reply: FastifyReply): FastifyReply => {
    const file = state.files.get(key);
    void reply.header('content-type', 'text/html; charset=utf-8').header('cache-control', 'no-store');
    if (!file) return reply.code(404).send(page('Not found', html`<div class="body"><h1>File not found</h1></div>`));
    const picture = html`<img class="picture" src="${images.thumbnailUrl(file)}" alt="" />`;
    const text = html`<div class="body">
      <h1>${file.name}</h1>
      <p>Figma would open its editor here.</p>
    </div>`;
    return reply.send(page(file.name, html`${picture}${text}`));
  };
  for (const editor of ['design', 'board', 'slides', 'file']) {
    app.get<{ Params: { key: string } }>(`/${editor}/:key`, ({ params }, reply) => show(params.key, reply));
    app.get<{ Params: { key: string } }>(`/${editor}/:key/:name`, ({ params }, reply) => show(params.key, reply));
    const branch = `/${editor}/:main/branch/:key/:name`;
    app.get<{ Params: { key: string } }>(branch, ({ params }, reply) => show(params.key, reply));
  }
}

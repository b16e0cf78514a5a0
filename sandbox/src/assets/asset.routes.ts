import type { FastifyInstance } from 'fastify';
import type { SandboxContext } from '../context.js';

/** Refusals look like object storage's: XML, and 403 for what was never there. */
const REFUSALS = {
  unknown: { code: 'AccessDenied', text: 'Access denied' },
  signature: { code: 'AccessDenied', text: 'Access denied' },
  expired: { code: 'AccessDenied', text: 'Request has expired' },
} as const;

export function registerAssetRoutes(app: FastifyInstance, { images }: SandboxContext): void {
  for (const route of ['/thumbnails/:id', '/profile/:id']) {
    app.get(route, (request, reply) => {
      const [path = ''] = request.url.split('?');
      const checked = images.check(path, request.query as Record<string, string>);
      if ('image' in checked) {
        return reply.header('content-type', 'image/png').header('cache-control', 'max-age=3600').send(checked.image);
      }
      const { code, text } = REFUSALS[checked.refused];
      const xml = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${text}</Message></Error>`;
      return reply.code(403).header('content-type', 'application/xml').send(xml);
    });
  }
}

import type { FastifyInstance } from 'fastify';

/** Answers of the API are data: nothing in them may run, load or be framed (security T-36). */
const apiPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";

const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** Swagger UI writes style attributes, and its page has one inline style block and no inline script. */
const docsPolicy = pagePolicy.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");

function policyFor(path: string): string {
  if (path === '/docs' || path.startsWith('/docs/')) return docsPolicy;
  return path.startsWith('/settings/') ? pagePolicy : apiPolicy;
}

/** Headers that depend on the path; the rest is helmet's. A handler that set its own keeps it. */
export function addPathHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    done();
  });
  fastify.addHook('onSend', (request, reply, payload, done) => {
    // The route's own spelling, because `/%61pi` reaches the same handler as `/api`.
    const [path = '/'] = (request.routeOptions.url ?? request.url).split('?');
    if (!reply.hasHeader('content-security-policy')) void reply.header('content-security-policy', policyFor(path));
    if (path.startsWith('/api') && !reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
    done(null, payload);
  });
}

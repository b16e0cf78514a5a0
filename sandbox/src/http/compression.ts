import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';

const compress = promisify(gzip);
const MIN_BYTES = 1024;

/** Sends larger bodies as gzip to clients that accept it. */
export function compressAnswers(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload: unknown) => {
    if (typeof payload !== 'string' || payload.length < MIN_BYTES) return payload;
    if (!acceptsGzip(request.headers['accept-encoding'])) return payload;
    const body = await compress(payload);
    void reply.header('content-encoding', 'gzip').header('content-length', body.length);
    return body;
  });
}

function acceptsGzip(header: string | string[] | undefined): boolean {
  const codings = String(header ?? '').split(',');
  return codings.some((coding) => /^\s*(gzip|\*)\s*(;\s*q=(?!0(\.0*)?\s*$)[\d.]+)?\s*$/i.test(coding));
}

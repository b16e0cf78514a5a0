import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { InvalidRequestError } from '../errors/common.errors.js';
import { errorBody } from '../errors/error-body.js';

const statusByCode: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};
const baseHeaders = { 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'" };
const words: Readonly<Record<number, string>> = {
  400: 'invalid_request',
  408: 'request_timeout',
  413: 'payload_too_large',
  431: 'headers_too_large',
};

/** A request that Node's parser refuses never reaches the framework; it gets our error body all the same. */
export function answerUnparsable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const statusCode = statusByCode[error.code ?? ''] ?? 400;
  const text = STATUS_CODES[statusCode] ?? 'Bad Request';
  const body = JSON.stringify({
    error: text,
    message: text,
    code: words[statusCode],
    statusCode,
    requestId: randomUUID(),
  });
  const head = [
    `HTTP/1.1 ${statusCode} ${text}`,
    'content-type: application/json; charset=utf-8',
    'cache-control: no-store',
    'x-content-type-options: nosniff',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** Fastify types the reply of this hook so that no concrete reply fits it; these are the members we use. */
interface BareReply {
  readonly raw: { writeHead(status: number, headers: Record<string, string>): { end(body: string): unknown } };
  hijack(): unknown;
}

/** A path that cannot be decoded fails before routing and filters. */
export function answerBadUrl(_error: Error, request: { readonly id: string }, reply: BareReply): void {
  const error = new InvalidRequestError('The address is malformed');
  reply.hijack();
  reply.raw
    .writeHead(error.status, {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      ...baseHeaders,
    })
    .end(JSON.stringify(errorBody(error, request.id)));
}

import { randomUUID } from 'node:crypto';
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { InvalidRequestError } from '../errors/common.errors.js';
import { errorBody } from '../errors/error-body.js';

const statusByCode: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};
const baseHeaders = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
};
const words: Readonly<Record<number, string>> = {
  400: 'invalid_request',
  405: 'method_not_allowed',
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
  writeError(socket, statusByCode[error.code ?? ''] ?? 400);
}

/** CONNECT asks for a tunnel to somewhere else; Node would hang up without a word. */
export function refuseConnect(_request: IncomingMessage, socket: Duplex): void {
  writeError(socket, 405, { allow: '' });
}

function writeError(socket: Duplex, statusCode: number, headers: Readonly<Record<string, string>> = {}): void {
  const text = STATUS_CODES[statusCode] ?? 'Bad Request';
  const requestId = randomUUID();
  const body = JSON.stringify({ error: text, message: text, code: words[statusCode], statusCode, requestId });
  const fields = {
    ...baseHeaders,
    ...headers,
    'x-request-id': requestId,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const head = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${statusCode} ${text}\r\n${head.join('\r\n')}\r\n\r\n${body}`);
}

/** Fastify types the reply of this hook so that no concrete reply fits it; these are the members we use. */
interface BareReply {
  readonly raw: { writeHead(status: number, headers: Record<string, string>): { end(body: string): unknown } };
  hijack(): unknown;
}

/** A path that cannot be decoded fails before routing and filters. */
export function answerBadUrl(_error: Error, request: { readonly id: string }, reply: BareReply): void {
  const error = new InvalidRequestError('The address is malformed');
  const body = JSON.stringify(errorBody(error, request.id));
  const length = String(Buffer.byteLength(body));
  reply.hijack();
  reply.raw.writeHead(error.status, { ...baseHeaders, 'x-request-id': request.id, 'content-length': length }).end(body);
}

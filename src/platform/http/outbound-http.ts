import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Agent, request as undiciRequest, type Dispatcher } from 'undici';
import { codeOf, OutboundError, toOutboundError } from './outbound-error.js';

export interface OutboundRequest {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'PUT';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** One deadline for everything: connecting, waiting, and reading the body. */
  readonly timeoutMs: number;
  /** Of the body as it arrives, and again of the body after inflating. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

export interface OutboundResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const inflate = promisify(gunzip);

/**
 * The only way out. Redirects are never followed (a token must not travel to a host we did not choose), bodies are
 * counted while they arrive, nothing is retried, and proxy variables of the environment are not looked at.
 * @throws OutboundError
 */
@Injectable()
export class OutboundHttp implements OnApplicationShutdown {
  private readonly agent = new Agent({
    connect: { timeout: 3_000 },
    connections: 64,
    keepAliveTimeout: 10_000,
    maxHeaderSize: 32 * 1024,
  });

  /** The body is decoded: gzip is undone, any other or repeated coding is refused. */
  async send(request: OutboundRequest): Promise<OutboundResponse> {
    const raw = await this.sendRaw(request);
    const coding = raw.headers['content-encoding']?.toLowerCase() ?? 'identity';
    if (coding === 'identity') return raw;
    if (coding !== 'gzip') throw new OutboundError('bad_response', 'Unexpected content coding');
    return { ...raw, body: await inflateWithin(raw.body, request.maxBytes) };
  }

  /** The body is exactly what arrived, still in the content coding that the headers name. */
  async sendRaw(request: OutboundRequest): Promise<OutboundResponse> {
    const deadline = AbortSignal.timeout(request.timeoutMs);
    const signal = request.signal ? AbortSignal.any([deadline, request.signal]) : deadline;
    try {
      const response = await undiciRequest(request.url, this.optionsOf(request, signal));
      const headers = flatten(response.headers);
      if (response.statusCode >= 300 && response.statusCode < 400) {
        await response.body.dump();
        throw new OutboundError('bad_response', 'A redirect was refused');
      }
      return { status: response.statusCode, headers, body: await readWithin(response.body, request.maxBytes) };
    } catch (error) {
      throw toOutboundError(error, deadline.aborted);
    }
  }

  /** After the server has stopped, so that requests in flight and refreshes end with the answers they wait for. */
  async onApplicationShutdown(): Promise<void> {
    await this.agent.close();
  }

  private optionsOf(request: OutboundRequest, signal: AbortSignal): Parameters<typeof undiciRequest>[1] {
    return {
      dispatcher: this.agent,
      method: request.method,
      headers: { 'user-agent': 'figbridge', ...request.headers },
      body: request.body ?? null,
      signal,
      headersTimeout: request.timeoutMs,
      bodyTimeout: request.timeoutMs,
    };
  }
}

async function readWithin(body: Dispatcher.ResponseData['body'], maxBytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > maxBytes) throw new OutboundError('too_large', 'The answer is larger than allowed');
    parts.push(part);
  }
  return Buffer.concat(parts, size);
}

async function inflateWithin(body: Buffer, maxBytes: number): Promise<Buffer> {
  try {
    return await inflate(body, { maxOutputLength: maxBytes });
  } catch (error) {
    throw codeOf(error) === 'ERR_BUFFER_TOO_LARGE'
      ? new OutboundError('too_large', 'The inflated answer is larger than allowed')
      : new OutboundError('bad_response', 'The answer is not valid gzip', { cause: error });
  }
}

function flatten(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const single: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) single[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return single;
}

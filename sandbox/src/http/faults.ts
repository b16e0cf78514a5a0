import { Readable } from 'node:stream';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Call } from './call-log.js';
import { matchesRoute } from './routes.js';
import type { RouteSelector } from './routes.js';

/** What goes wrong on a route. Fields combine: `{ delayMs: 50, status: 503 }` waits, then fails. */
export interface Fault {
  /** How many calls it hits; without it, all until cleared. */
  readonly times?: number;
  /** Real milliseconds to wait first. */
  readonly delayMs?: number;
  /** Take the request and never answer. */
  readonly hang?: boolean;
  /** Close the connection with a TCP reset. */
  readonly reset?: boolean;
  /** 302 to this URL. */
  readonly redirect?: string;
  /** An HTML page in place of JSON; `true` is the page a CDN shows. Status 502 unless `status` is given. */
  readonly html?: string | true;
  /** Answer with this status, `headers` and `body` (objects as JSON). */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Send this many bytes of the real answer (`true`: half of it), then cut the connection. */
  readonly truncate?: number | true;
}

interface Armed {
  readonly route: RouteSelector;
  readonly fault: Fault;
  left: number;
}

const CDN_PAGE = '<!DOCTYPE html><html><head><title>502</title></head><body><h1>Bad gateway</h1></body></html>';

export class Faults {
  private armed: Armed[] = [];
  private readonly hung = new Set<Socket>();

  /** Replaces the fault that was set for the same selector. */
  set(route: RouteSelector, fault: Fault): void {
    this.clear(route);
    this.armed.push({ route, fault, left: fault.times ?? Infinity });
  }

  clear(route?: RouteSelector): void {
    this.armed = route === undefined ? [] : this.armed.filter((armed) => armed.route !== route);
  }

  reset(): void {
    this.clear();
    for (const socket of this.hung) socket.destroy();
    this.hung.clear();
  }

  /** The fault this call meets, counted as used. */
  take(call: Call): Fault | undefined {
    const armed = this.armed.find((candidate) => candidate.left > 0 && matchesRoute(candidate.route, call));
    if (armed) armed.left -= 1;
    return armed?.fault;
  }

  /** Plays the part of a fault that comes before the real answer. Afterwards `reply.sent` says whether it took its place. */
  async before(fault: Fault, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (fault.delayMs !== undefined) await delay(fault.delayMs);
    if (fault.hang) this.hang(request, reply);
    else if (fault.reset) resetConnection(request, reply);
    else if (fault.redirect !== undefined) await reply.redirect(fault.redirect, 302);
    else if (fault.html !== undefined) await sendHtml(fault, reply);
    else if (fault.status !== undefined) await sendStatus(fault, fault.status, reply);
  }

  private hang(request: FastifyRequest, reply: FastifyReply): void {
    const { socket } = request.raw;
    this.hung.add(socket);
    socket.once('close', () => this.hung.delete(socket));
    reply.hijack();
  }
}

function resetConnection(request: FastifyRequest, reply: FastifyReply): void {
  reply.hijack();
  request.raw.socket.resetAndDestroy();
}

async function sendHtml(fault: Fault, reply: FastifyReply): Promise<void> {
  reply.code(fault.status ?? 502).headers({ 'content-type': 'text/html; charset=utf-8', ...fault.headers });
  await reply.send(fault.html === true ? CDN_PAGE : fault.html);
}

async function sendStatus(fault: Fault, status: number, reply: FastifyReply): Promise<void> {
  const body = fault.body ?? { status, err: STATUS_CODES[status] ?? 'Error' };
  await reply
    .code(status)
    .headers(fault.headers ?? {})
    .send(body);
}

/** The beginning of a body whose Content-Length promises all of it; the stream's error makes Node drop the connection. */
export function truncated(payload: Buffer, truncate: number | true): Readable {
  const kept = payload.subarray(0, truncate === true ? Math.floor(payload.length / 2) : truncate);
  // eslint-disable-next-line @typescript-eslint/require-await -- an async generator without awaits is still a stream source
  async function* source(): AsyncGenerator<Buffer> {
    yield kept;
    throw new Error('truncated by a fault');
  }
  return Readable.from(source(), { objectMode: false });
}

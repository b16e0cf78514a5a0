import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a provider was asked, as it arrived. */
export interface RecordedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** The body as a form; repeated names would show as an array. */
  readonly form: Readonly<Record<string, string | string[]>>;
  /** Resolves when the connection that it came by is gone. */
  readonly closed: Promise<void>;
}

export type Answer = (response: ServerResponse, request: RecordedRequest) => void;

export interface Hold {
  /** Resolves when the request is there and waits. */
  readonly arrived: Promise<RecordedRequest>;
  release(): void;
}

/** Answers with JSON; a text is sent as it is, so that broken JSON can be sent too. */
export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return raw(status, text, { 'content-type': 'application/json; charset=utf-8', ...headers });
}

export function raw(status: number, body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Answer {
  return (response) => void response.writeHead(status, headers).end(body);
}

/** Takes the request and says nothing. */
export const hang: Answer = () => undefined;

/** The connection breaks before an answer. */
export const reset: Answer = (response) => void response.socket?.destroy();

/**
 * A provider that does what a test says and nothing else: requests take the answers of the queue in turn. A request
 * without an answer gets 599 and is remembered, and `finish` fails for it and for answers that nobody asked for.
 */
export class ScriptedProvider {
  readonly requests: RecordedRequest[] = [];
  private readonly queue: Answer[] = [];
  private readonly unforeseen: string[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<ScriptedProvider> {
    const server = createServer();
    const provider = new ScriptedProvider(server);
    server.on('request', (request, response) => void provider.serve(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return provider;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Of the requests since the last `finish`. */
  get paths(): string[] {
    return this.requests.map(({ method, path }) => `${method} ${path}`);
  }

  answer(...answers: Answer[]): void {
    this.queue.push(...answers);
  }

  /** Answers the next request when the test says so. */
  hold(answer: Answer): Hold {
    const arrival = deferred<RecordedRequest>();
    const gate = deferred<true>();
    this.queue.push((response, request) => {
      arrival.resolve(request);
      void gate.promise.then(() => answer(response, request));
    });
    return { arrived: arrival.promise, release: () => gate.resolve(true) };
  }

  /** To be called after each test: everything foreseen has happened, and nothing else. Starts anew. */
  finish(): void {
    const unused = this.queue.splice(0).length;
    const unforeseen = this.unforeseen.splice(0);
    this.requests.length = 0;
    if (unforeseen.length > 0) throw new Error(`Requests without an answer: ${unforeseen.join(', ')}`);
    if (unused > 0) throw new Error(`${unused} answers that nobody asked for`);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const recorded = await record(request).catch(() => null);
    if (recorded === null) return;
    this.requests.push(recorded);
    const answer = this.queue.shift();
    if (answer) answer(response, recorded);
    else this.refuse(response, recorded);
  }

  private refuse(response: ServerResponse, { method, path }: RecordedRequest): void {
    this.unforeseen.push(`${method} ${path}`);
    response.writeHead(599).end();
  }
}

async function record(request: IncomingMessage): Promise<RecordedRequest> {
  const closed = new Promise<void>((resolve) => request.socket.once('close', () => resolve()));
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  const body = Buffer.concat(parts).toString('utf8');
  const { method = '', url: path = '', headers } = request;
  return { method, path, headers, body, form: formOf(body), closed };
}

function formOf(body: string): Record<string, string | string[]> {
  const form = new URLSearchParams(body);
  const all = [...new Set(form.keys())].map((name) => [name, form.getAll(name)] as const);
  return Object.fromEntries(all.map(([name, values]) => [name, values.length === 1 ? values[0]! : values]));
}

function deferred<T>(): { readonly promise: Promise<T>; resolve(value: T): void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}

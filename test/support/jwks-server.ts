import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where an issuer publishes its keys (RFC 7517 §5). Answers every request in the same way until told otherwise. */
export class JwksServer {
  requests = 0;
  /** Replace it to answer with something else, or not at all. */
  answer: (response: ServerResponse) => void = (response) => void response.writeHead(404).end();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<JwksServer> {
    const server = createServer();
    const jwks = new JwksServer(server);
    server.on('request', (_request, response: ServerResponse) => {
      jwks.requests += 1;
      jwks.answer(response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return jwks;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/keys`;
  }

  publish(...keys: readonly object[]): void {
    this.answerWith(200, JSON.stringify({ keys }), 'application/jwk-set+json');
  }

  answerWith(status: number, body: string, contentType = 'application/json', headers: Record<string, string> = {}) {
    this.answer = (response) => void response.writeHead(status, { 'content-type': contentType, ...headers }).end(body);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

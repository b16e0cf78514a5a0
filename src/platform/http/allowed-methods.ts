import type { FastifyInstance } from 'fastify';
import findMyWay, { type HTTPMethod } from 'find-my-way';

const noop = (): void => undefined;

/** Knows which methods a path answers, so that a wrong method is 405 with `Allow` (RFC 9110 §15.5.6) and not 404. */
export class AllowedMethods {
  private readonly router = findMyWay({ maxParamLength: 5_000 });
  private readonly methods = new Set<HTTPMethod>();

  constructor(fastify: FastifyInstance) {
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const name of [method].flat() as HTTPMethod[]) this.add(name, url);
    });
  }

  /** Empty when no method of ours answers this path. */
  of(url: string): string[] {
    const [path = '/'] = url.split('?');
    return [...this.methods].filter((method) => this.router.find(method, path) !== null);
  }

  private add(method: HTTPMethod, url: string): void {
    if (method === 'OPTIONS' || this.router.hasRoute(method, url)) return;
    this.methods.add(method);
    this.router.on(method, url, noop);
  }
}

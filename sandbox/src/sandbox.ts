import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { ImageLinks } from './assets/image-links.js';
import { registerAssetRoutes } from './assets/asset.routes.js';
import { SandboxClock } from './clock.js';
import type { SandboxContext } from './context.js';
import type { Origins } from './origins.js';
import { registerEditorRoutes } from './editor.routes.js';
import { CallLog } from './http/call-log.js';
import { compressAnswers } from './http/compression.js';
import { Faults } from './http/faults.js';
import { FigmaError, errorBody } from './http/figma-error.js';
import { Gates } from './http/gates.js';
import type { Hold, HoldOptions } from './http/gates.js';
import { createOriginServer } from './http/origin-server.js';
import type { RouteSelector } from './http/routes.js';
import { registerAuthorizeRoutes } from './oauth/authorize.routes.js';
import { registerFormerTokenRoute, registerTokenRoutes } from './oauth/token.routes.js';
import { addApiHeaders, registerRestRoutes } from './rest/rest.routes.js';
import { loadSeed } from './seed/seed-loader.js';
import type { AppSeed, Seed } from './seed/seed.types.js';
import { SandboxState } from './state/state.js';

export interface SandboxOptions {
  /** A seed, or the path of a YAML or JSON file; the design team of `seed/design-team.yaml` without it. */
  readonly seed?: Seed | string;
  /** Ports of the web, API and asset origins; 0, the default, takes free ones. */
  readonly port?: number;
  readonly apiPort?: number;
  readonly assetPort?: number;
  /** Address to listen on: 127.0.0.1. */
  readonly host?: string;
  /** Host name in the URLs: localhost. */
  readonly publicHost?: string;
  /** Adds apps to the seed's, or overrides single fields of those with the same client id. */
  readonly apps?: readonly AppSeed[];
}

export interface AuthorizeOptions {
  /** Alias, handle, e-mail or id of the user who is asked. */
  readonly user: string;
}

export interface FigmaSandbox {
  /** Origin that stands for https://www.figma.com; the consent page is at `/oauth`. */
  readonly webUrl: string;
  /** Origin that stands for https://api.figma.com. */
  readonly apiUrl: string;
  /** Origin that stands for Figma's image storage. */
  readonly assetUrl: string;
  readonly calls: CallLog;
  readonly clock: SandboxClock;
  readonly state: SandboxState;
  readonly faults: Faults;
  /** Keeps calls to a route waiting until released. */
  hold(route: RouteSelector, options?: HoldOptions): Hold;
  /**
   * Allows the request of an authorization URL without a browser and returns the callback URL that Figma would send
   * the browser to. Goes through the consent page and its form; throws with Figma's answer when it is not a redirect.
   */
  authorize(authorizationUrl: string, options: AuthorizeOptions): Promise<string>;
  /** Back to the seed. Forgets tokens, calls, faults, holds and the moved clock; ports stay. */
  reset(): void;
  close(): Promise<void>;
}

export async function createFigmaSandbox(options: SandboxOptions = {}): Promise<FigmaSandbox> {
  const context = createContext(await loadSeed(options.seed, options.apps));
  const web = webServer(context);
  const api = apiServer(context);
  const asset = assetServer(context);
  const servers = [web, api, asset];
  const close = async (): Promise<void> => {
    resetNetwork(context);
    await Promise.all(servers.map((server) => server.close()));
  };
  try {
    context.origins.web = await listen(web, options.port, options);
    context.origins.api = await listen(api, options.apiPort, options);
    context.origins.asset = await listen(asset, options.assetPort, options);
  } catch (error) {
    await close();
    throw error;
  }
  return assemble(context, web, close);
}

function createContext(seed: Seed): SandboxContext {
  const origins: Origins = { web: '', api: '', asset: '' };
  const clock = new SandboxClock();
  return {
    origins,
    clock,
    state: new SandboxState(seed, clock),
    calls: new CallLog(),
    gates: new Gates(),
    faults: new Faults(),
    images: new ImageLinks(origins, clock),
  };
}

function assemble(context: SandboxContext, web: FastifyInstance, close: () => Promise<void>): FigmaSandbox {
  const { origins, calls, clock, state, faults, gates } = context;
  return {
    webUrl: origins.web,
    apiUrl: origins.api,
    assetUrl: origins.asset,
    calls,
    clock,
    state,
    faults,
    hold: (route, options) => gates.hold(route, options),
    authorize: (authorizationUrl, { user }) => authorize(web, state, authorizationUrl, user),
    reset: () => {
      resetNetwork(context);
      calls.clear();
      clock.reset();
      state.reset();
    },
    close,
  };
}

function resetNetwork({ gates, faults }: SandboxContext): void {
  gates.reset();
  faults.reset();
}

function webServer(context: SandboxContext): FastifyInstance {
  const { app } = createOriginServer('web', context);
  registerAuthorizeRoutes(app, context);
  registerFormerTokenRoute(app);
  registerEditorRoutes(app, context);
  return app;
}

function apiServer(context: SandboxContext): FastifyInstance {
  const server = createOriginServer('api', context);
  addApiHeaders(server.app);
  compressAnswers(server.app);
  registerTokenRoutes(server.app, context);
  registerRestRoutes(server, context);
  server.app.setNotFoundHandler((_request, reply) => {
    void reply.code(404).send(errorBody(new FigmaError(404, 'Not found'), 'err'));
  });
  server.app.setErrorHandler<{ statusCode?: number; message: string }>((error, _request, reply) => {
    const status = error.statusCode ?? 500;
    void reply.code(status).send(errorBody(new FigmaError(status, error.message), 'message'));
  });
  return server.app;
}

function assetServer(context: SandboxContext): FastifyInstance {
  const { app } = createOriginServer('asset', context);
  registerAssetRoutes(app, context);
  return app;
}

async function listen(
  app: FastifyInstance,
  port = 0,
  { host = '127.0.0.1', publicHost = 'localhost' }: SandboxOptions,
): Promise<string> {
  await app.listen({ port, host });
  const { port: actual } = app.server.address() as AddressInfo;
  return `http://${publicHost}:${String(actual)}`;
}

async function authorize(
  web: FastifyInstance,
  state: SandboxState,
  authorizationUrl: string,
  reference: string,
): Promise<string> {
  const { id: userId } = state.user(reference);
  const { pathname, searchParams } = new URL(authorizationUrl);
  const consent = await web.inject({ method: 'GET', url: pathname, query: Object.fromEntries(searchParams) });
  if (consent.statusCode !== 200) throw new Error(`Figma refused: ${String(consent.statusCode)} ${consent.body}`);
  const payload = new URLSearchParams({
    ...Object.fromEntries(searchParams),
    user: userId,
    decision: 'allow',
  }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await web.inject({ method: 'POST', url: pathname, headers, payload });
  const { location } = answer.headers;
  if (typeof location !== 'string') throw new Error(`Figma refused: ${String(answer.statusCode)} ${answer.body}`);
  return location;
}

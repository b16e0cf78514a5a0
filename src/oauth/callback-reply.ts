import type { FastifyReply } from 'fastify';
import { acceptWeight } from '../platform/http/accept.js';
import type { CallbackOutcome } from './oauth.service.js';
import { CallbackRejectedError, type CallbackError } from './oauth.errors.js';

/** Browsers are sent back to the application; only a client that prefers JSON to HTML gets JSON. */
export function prefersJson(accept: string | undefined): boolean {
  return acceptWeight(accept, 'application/json') > acceptWeight(accept, 'text/html');
}

interface ReplyContext {
  readonly provider: string;
  readonly appUrl: string;
  readonly defaultReturnTo: string;
  readonly requestId: string;
  readonly asJson: boolean;
}

export function replyWithOutcome(reply: FastifyReply, outcome: CallbackOutcome, context: ReplyContext): void {
  const { provider } = context;
  if (context.asJson) {
    const ticket = outcome.status === 'confirm' ? { ticket: outcome.ticket } : {};
    void reply.status(200).send({ provider, status: outcome.status, ...ticket });
    return;
  }
  const location = locationOf(context, outcome.returnTo, { status: outcome.status, ...scopesCodeOf(outcome) });
  // In the fragment, so that it reaches the page and no server log (RFC 9700 §4.2).
  if (outcome.status === 'confirm') location.hash = `ticket=${outcome.ticket}`;
  redirect(reply, location);
}

/** @throws CallbackRejectedError for clients that want JSON */
export function replyWithError(reply: FastifyReply, error: CallbackError, context: ReplyContext): void {
  if (context.asJson) throw new CallbackRejectedError(error.callbackCode, { cause: error });
  const parameters = { status: 'error', code: error.callbackCode, ref: context.requestId };
  redirect(reply, locationOf(context, error.returnTo ?? context.defaultReturnTo, parameters));
}

function scopesCodeOf(outcome: CallbackOutcome): { code?: string } {
  return outcome.status === 'success' && outcome.missingScopes.length > 0 ? { code: 'scopes_missing' } : {};
}

function locationOf(context: ReplyContext, returnTo: string, parameters: Readonly<Record<string, string>>): URL {
  const location = new URL(returnTo, context.appUrl);
  location.searchParams.set('provider', context.provider);
  for (const [name, value] of Object.entries(parameters)) location.searchParams.set(name, value);
  return location;
}

function redirect(reply: FastifyReply, location: URL): void {
  void reply.status(302).header('location', location.href).send('');
}

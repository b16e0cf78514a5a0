import { keys, teams } from '../e2e/figma-seed.js';
import type { TestApp } from '../support/app.js';
import { browserHeaders, consentedFlow, outcomeOf } from '../support/flows.js';
import { type Operation, sampleBody } from '../support/openapi.js';

/** A request as it succeeds for the user it was made for. */
export interface Sample {
  readonly method: string;
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** By the name of a parameter that an operation requires. A new one belongs here, so that the matrices know it. */
const values: Readonly<Record<string, string>> = {
  provider: 'figma',
  fileKey: keys.private,
  kind: 'avatar',
  ownerId: '00000000-0000-5000-8000-000000000000',
  name: 'figma',
  e: '1',
  s: 'x',
};

/** What must be done first for the operations that nothing but a fresh secret opens. */
const preparations: Readonly<Record<string, (app: TestApp, user: string) => Promise<Partial<Sample>>>> = {
  confirmAuthorization: async (app, user) => {
    const { path } = await consentedFlow(app, user, 'ana');
    const { ticket } = outcomeOf(await app.call(path, { headers: browserHeaders }));
    return { body: { ticket } };
  },
  getImage: async (app, user) => {
    const { integrations } = await app.json<{ integrations: { account: { avatarUrl: string } }[] }>(
      '/api/integrations',
      { user },
    );
    const { pathname, search } = new URL(integrations[0]!.account.avatarUrl);
    return { path: `${pathname}${search}` };
  },
};

/** The address and body of an operation without anything that has to be prepared. */
export function plainSample(operation: Operation): Sample {
  const { method, template, parameters } = operation;
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => valueOf(operation, name));
  const required = parameters.filter((parameter) => parameter.in === 'query' && parameter.required);
  const query = required.map(({ name }) => `${name}=${valueOf(operation, name)}`).join('&');
  const body = sampleBody(operation);
  return { method, path: query === '' ? path : `${path}?${query}`, ...(body ? { body } : {}) };
}

/** The same, ready to succeed for `user`, who is connected where the operation needs that. */
export async function preparedSample(operation: Operation, app: TestApp, user: string): Promise<Sample> {
  const prepare = preparations[operation.operationId];
  return { ...plainSample(operation), ...(await prepare?.(app, user)) };
}

function valueOf({ operationId }: Operation, name: string): string {
  const value = values[name];
  if (value === undefined) throw new Error(`test/openapi/samples.ts has no value for "${name}" of ${operationId}`);
  return value;
}

/** What only Ana may see: her address, and a team with a folder and a file that Bo is not a member of. */
export const secretsOfAna: readonly string[] = ['ana@example.com', teams.secret, '"Vault"', '"Private"'];

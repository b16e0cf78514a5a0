import type { FigmaSandbox } from '@figbridge/figma-sandbox';
import { createSmallSandbox, keys, teams } from '../e2e/figma-seed.js';
import { startApp, type TestApp } from '../support/app.js';
import { expectError } from '../support/error-body.js';
import { jwtFor } from '../support/jwt.js';
import { type Operation, operations } from '../support/openapi.js';
import { plainSample, preparedSample, type Sample, secretsOfAna } from './samples.js';

let sandbox: FigmaSandbox;
let app: TestApp;

beforeAll(async () => {
  sandbox = await createSmallSandbox();
  app = await startApp({ sandbox, env: { FIGMA_TEAM_IDS: teams.design } });
  await app.connect('stranger', 'bo');
});
afterAll(async () => {
  await app.close();
  await sandbox.close();
});

const send = ({ path, ...request }: Sample, user?: string, headers: Record<string, string> = {}): Promise<Response> =>
  app.call(path, { ...request, ...(user === undefined ? {} : { user }), headers });

/** Connected, with settings that nobody else may see. */
async function newOwner({ operationId }: Operation): Promise<string> {
  const owner = `owner-of-${operationId}`;
  await app.connect(owner, 'ana');
  const body = { teamIds: [teams.secret], files: [keys.private] };
  await app.call('/api/integrations/figma/settings', { method: 'PUT', user: owner, body });
  return owner;
}

const none: Record<string, string> = {};
const strangersToUs: readonly (readonly [string, Record<string, string>])[] = [
  ['no token', none],
  ['an expired token', { authorization: `Bearer ${jwtFor('owner', { claims: { exp: 1 } })}` }],
  ['a token of another secret', { authorization: `Bearer ${jwtFor('owner', { secret: 'x'.repeat(40) })}` }],
  ['a token that says "none"', { authorization: `Bearer ${jwtFor('owner', { header: { alg: 'none' } })}` }],
  ['garbage', { authorization: 'Bearer garbage' }],
  ['another scheme', { authorization: `Basic ${Buffer.from('owner:owner').toString('base64')}` }],
  ['a token in a cookie', { cookie: `jwt=${jwtFor('owner')}; access_token=${jwtFor('owner')}` }],
];

const guarded = operations.filter(({ isPublic }) => !isPublic).map((each) => [each.operationId, each] as const);
const open = operations.filter(({ isPublic }) => isPublic).map((each) => [each.operationId, each] as const);

it('knows guarded and public operations', () => {
  expect(guarded.length).toBeGreaterThan(8);
  expect(open.map(([name]) => name)).toEqual(expect.arrayContaining(['finishAuthorization', 'getLiveness']));
});

describe.each(guarded)('%s', (_name, operation) => {
  it.each(strangersToUs)('is refused to %s, and Figma hears nothing of it', async (_, headers) => {
    sandbox.calls.clear();
    const response = await send(plainSample(operation), undefined, headers);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
    await expectError(response, 401, 'unauthorized');
    expect(sandbox.calls.all()).toEqual([]);
  });

  it('works for its owner', async () => {
    const owner = await newOwner(operation);
    const response = await send(await preparedSample(operation, app, owner), owner);
    expect([response.status, await response.text()]).toEqual([200, expect.any(String)]);
  });

  it('answers with the members that its example shows', async () => {
    const owner = await newOwner(operation);
    const response = await send(await preparedSample(operation, app, owner), owner);
    const { example } = operation.responses['200']!.content!['application/json']!;
    const shown = membersOf(example);
    const seen = new Set(membersOf(await response.json()));
    const parents = new Set([...seen].map(parentOf));
    // Only where the answer has something of the kind: a list may be empty here.
    expect(shown.filter((member) => parents.has(parentOf(member)) && !seen.has(member))).toEqual([]);
    expect(shown.some((member) => seen.has(member))).toBe(true);
  });

  it("shows and changes nothing of the owner's for another user", async () => {
    const owner = await newOwner(operation);
    const response = await send(await preparedSample(operation, app, owner), 'stranger');
    const text = await response.text();
    for (const secret of secretsOfAna) expect(text).not.toContain(secret);
    if (operation.template.includes('{fileKey}')) expect(response.status).toBe(404);
    if (operation.operationId === 'confirmAuthorization') expect(response.status).toBe(400);
    const { integrations } = await app.json('/api/integrations', { user: owner });
    expect(integrations).toMatchObject([{ connected: true }]);
    expect(await app.json('/api/integrations/figma/settings', { user: owner })).toEqual({
      teamIds: [teams.secret],
      files: [keys.private],
    });
    await app.connect('stranger', 'bo');
  });

  it('says so to a user who is not connected, or works without a connection', async () => {
    const newcomer = `newcomer-to-${operation.operationId}`;
    const sample = await preparedSample(operation, app, newcomer);
    sandbox.calls.clear();
    const response = await send(sample, newcomer);
    if (!documents(operation, 'not_connected')) expect(response.status).toBe(200);
    else {
      await expectError(response, 404, 'not_connected');
      expect(sandbox.calls.all()).toEqual([]);
    }
  });
});

describe.each(open)('%s', (_name, operation) => {
  it('answers everybody alike, whatever token they show', async () => {
    const owner = await newOwner(operation);
    const sample = await preparedSample(operation, app, owner);
    const plain = await send(sample);
    expect(plain.status).toBeLessThan(400);
    const wear = [...strangersToUs.map(([, headers]) => headers), { authorization: `Bearer ${jwtFor('stranger')}` }];
    for (const headers of wear) expect((await send(sample, undefined, headers)).status).toBe(plain.status);
  });
});

function documents({ responses }: Operation, code: string): boolean {
  return Object.values(responses).some(({ content }) => content?.['application/json']?.examples?.[code] !== undefined);
}

/** Paths of all members: `integrations.*.account.id`. */
function membersOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((item) => membersOf(item, `${path}.*`)))];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    `${path}.${name}`,
    ...membersOf(member, `${path}.${name}`),
  ]);
}

function parentOf(member: string): string {
  return member.slice(0, member.lastIndexOf('.'));
}

import { performance } from 'node:perf_hooks';
import fc from 'fast-check';
import { Pool } from 'undici';
import { startApp, type TestApp } from '../support/app.js';
import { jwtFor } from '../support/jwt.js';
import { answerProblems, findOperation, operations, schemaProblems, type SeenAnswer } from '../support/openapi.js';
import { smallTeam, teamId } from '../support/team-seed.js';
import { requestsTo, type WireRequest } from './hostile.js';

/** FUZZ_SEED repeats a run, FUZZ_SECONDS makes it longer; together all operations take about so long. */
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
const seconds = Number(process.env.FUZZ_SECONDS ?? 20);
const slowestMs = 2_000;
/** Requests on the way at the same time. */
const atOnce = 8;

/** Set up, so that no 503 hides what is behind it; nothing here gets as far as calling them. */
const otherProviders = Object.fromEntries(
  ['GITHUB', 'SLACK'].flatMap((name) => [
    [`${name}_CLIENT_ID`, 'fuzz'],
    [`${name}_CLIENT_SECRET`, 'fuzz'],
    [`${name}_WEB_URL`, 'http://127.0.0.1:9'],
    [`${name}_API_URL`, 'http://127.0.0.1:9'],
  ]),
);

describe(`requests that nobody should send (FUZZ_SEED=${seed})`, () => {
  let app: TestApp;
  let pool: Pool;
  const counts = new Map<number, number>();
  beforeAll(async () => {
    app = await startApp({ seed: smallTeam, env: { FIGMA_TEAM_IDS: teamId, ...otherProviders } });
    pool = new Pool(app.url, { connections: atOnce });
  });
  afterAll(async () => {
    await pool.close();
    await app.close();
    const seen = [...counts].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
    process.stderr.write(`fuzz: seed ${seed}, answers by status: ${seen.join(', ')}\n`);
  });

  it.each(operations.map((operation) => [operation.operationId, operation] as const))(
    'are answered by %s in time, as documented, and never with 5xx',
    async (name, operation) => {
      const user = `fuzz-${name}`;
      await app.connect(user, 'ana');
      const batch = fc.array(requestsTo(operation), { minLength: atOnce, maxLength: atOnce });
      const property = fc.asyncProperty(batch, async (requests) => {
        const outcomes = await Promise.all(requests.map((request) => send(pool, request, user)));
        for (const { answer } of outcomes) counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1);
        expect(outcomes.flatMap((outcome) => complaintsAbout(outcome))).toEqual([]);
      });
      const interruptAfterTimeLimit = (seconds * 1000) / operations.length;
      await fc.assert(property, { seed, numRuns: 100_000, interruptAfterTimeLimit, endOnFailure: true });
    },
  );

  it('leave no trace on the prototypes, and the service in good health', async () => {
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect(await app.json('/readyz')).toMatchObject({ status: 'ok' });
  });
});

interface Outcome {
  readonly request: WireRequest;
  readonly answer: SeenAnswer;
  readonly ms: number;
}

async function send(pool: Pool, request: WireRequest, user: string): Promise<Outcome> {
  const { method, path, body } = request;
  const headers = { ...request.headers, authorization: `Bearer ${jwtFor(user)}` };
  const start = performance.now();
  const response = await pool.request({ method, path, headers, body });
  const text = await response.body.text();
  const fields = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const);
  const answer = { status: response.statusCode, headers: Object.fromEntries(fields), body: text };
  return { request, answer, ms: performance.now() - start };
}

function complaintsAbout({ request, answer, ms }: Outcome): string[] {
  const complaints = [
    ...(answer.status >= 500 ? ['a server error'] : []),
    ...(ms > slowestMs ? [`${Math.round(ms)} ms`] : []),
    ...problemsOf(request, answer),
  ];
  if (complaints.length === 0) return [];
  return [...complaints, JSON.stringify(request).slice(0, 2_000), JSON.stringify(answer).slice(0, 2_000)];
}

/** An address that leads nowhere has no operation; its answer is an error of ours all the same. */
function problemsOf({ method, path }: WireRequest, answer: SeenAnswer): string[] {
  const operation = findOperation(method, path);
  if (operation && answer.headers['content-encoding'] === undefined) return answerProblems(operation, answer);
  if (answer.status < 400) return operation ? [] : [`${answer.status} from an address that is not documented`];
  return schemaProblems(['components', 'schemas', 'ErrorDto'], JSON.parse(answer.body));
}

import type { Config } from '../../config/config.js';
import { compareClocks } from './clock.js';
import { type Finding, failed, ok, skipped, warning } from './finding.js';

const timeoutMs = 5_000;
const check = 'Figma';

/** Asks who we are without saying it: any answer proves the way there, and its `Date` is a second opinion on the time. */
export async function checkProvider({ figma }: Config): Promise<Finding[]> {
  if (figma.credentials === null) return [skipped(check, 'is not configured: its routes answer 503')];
  const before = Date.now();
  const answer = await ask(`${figma.apiUrl}/v1/me`);
  if (answer === null) {
    return [
      failed(
        check,
        `${figma.apiUrl} does not answer within ${timeoutMs / 1000} s`,
        'check DNS, firewall and FIGMA_API_URL',
      ),
    ];
  }
  return [judge(figma.apiUrl, answer.status), ...compareDate(answer, before)];
}

function judge(apiUrl: string, status: number): Finding {
  if (status < 500) return ok(check, `${apiUrl} answers`);
  return warning(check, `${apiUrl} answers ${status}`, 'wait, and look at https://status.figma.com');
}

function compareDate(answer: Response, before: number): Finding[] {
  const theirs = Date.parse(answer.headers.get('date') ?? '');
  if (Number.isNaN(theirs)) return [];
  return [compareClocks({ whose: 'Figma', before, theirs, after: Date.now(), resolutionMs: 1_000 })];
}

async function ask(url: string): Promise<Response | null> {
  try {
    const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
    await answer.body?.cancel();
    return answer;
  } catch {
    return null;
  }
}

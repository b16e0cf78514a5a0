import autocannon from 'autocannon';

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Requests a second of both servers in alternating rounds, so that whatever else the machine does hits both. The ratio is
 * the median of the rounds' own ratios.
 *
 * @param {{ subject: autocannon.Options, reference: autocannon.Options, rounds: number, seconds: number }} plan
 */
export async function compare({ subject, reference, rounds, seconds }) {
  await fire(subject, 1);
  await fire(reference, 1);
  const results = [];
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? [subject, reference] : [reference, subject];
    const rates = new Map();
    for (const target of order) rates.set(target, await fire(target, seconds));
    results.push({ subject: rates.get(subject), reference: rates.get(reference) });
  }
  return {
    subject: median(results.map((result) => result.subject)),
    reference: median(results.map((result) => result.reference)),
    ratio: median(results.map((result) => result.subject / result.reference)),
  };
}

/** @param {autocannon.Options} target @param {number} seconds */
async function fire(target, seconds) {
  const result = await autocannon({ connections: 64, ...target, duration: seconds });
  const refused = result.non2xx + result.errors + result.timeouts;
  if (refused > 0) throw new Error(`${target.url} failed ${refused} of ${result.requests.total} requests`);
  return result.requests.average;
}

import { readFileSync, writeFileSync } from 'node:fs';
import { OPERATIONS } from './rest/rest.routes.js';
import { figmaOpenApi } from './testing/client.js';
import { CORRECTION_REASONS } from './testing/openapi-corrections.js';
import { UNDECLARED } from './testing/openapi.js';

const path = new URL('../README.md', import.meta.url);

const sections: Readonly<Record<string, () => string>> = {
  corrections: () => {
    const undeclared = Object.entries(UNDECLARED).map(([answer, { reason }]) => `\`${answer}\`: ${reason}`);
    return [...CORRECTION_REASONS, ...undeclared].map((reason) => `- ${reason}`).join('\n');
  },
  coverage: () => {
    const served = new Set(OPERATIONS.map(({ operationId }) => operationId));
    const declared = figmaOpenApi().operations;
    const rows = declared.map(({ operationId, method, path: route, deprecated }) => [
      served.has(operationId) ? 'yes' : '-',
      operationId + (deprecated ? ' (deprecated)' : ''),
      `\`${method} ${route}\``,
    ]);
    const heading = `The sandbox has ${served.size} of the ${declared.length} operations in Figma's OpenAPI file.`;
    return `${heading}\n\n${table([['Has', 'Operation', 'Route'], ...rows])}`;
  },
};

/** A Markdown table with its columns aligned, as Prettier writes it. The first row is the heading. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_cell, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const [heading = [], ...body] = rows;
  return [line(heading), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

/** Everything between `<!-- name -->` and `<!-- /name -->`. */
const sectionPattern = (name: string) => new RegExp(`(<!-- ${name} -->\n)[^]*?(\n<!-- /${name} -->)`);

/** `UPDATE_README=1` writes the sections anew. */
describe.each(Object.entries(sections))('the README’s section %s', (name, generate) => {
  it('says what the code says', () => {
    const readme = readFileSync(path, 'utf8');
    const expected = readme.replace(
      sectionPattern(name),
      (_whole, start: string, end: string) => `${start}\n${generate()}\n${end}`,
    );
    if (process.env.UPDATE_README === '1') writeFileSync(path, expected);
    expect(readme).toMatch(sectionPattern(name));
    expect(readFileSync(path, 'utf8')).toBe(expected);
  });
});

it('serves no operation that Figma does not have', () => {
  const declared = new Set(figmaOpenApi().operations.map(({ operationId }) => operationId));
  for (const { operationId } of OPERATIONS) expect(declared).toContain(operationId);
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The sum of all Jest results in a directory. A suite that could not run counts as a failed test. */
const directory = process.argv[2] ?? '.';
const files = existsSync(directory)
  ? readdirSync(directory).filter((name) => /^(embedded|installed)\.json$/.test(name))
  : [];
const results = files.map((name) => JSON.parse(readFileSync(join(directory, name), 'utf8')));
const sum = (...members) =>
  results.flatMap((result) => members.map((member) => result[member])).reduce((a, b) => a + b, 0);

const passed = sum('numPassedTests');
const failed = sum('numFailedTests', 'numRuntimeErrorTestSuites');
const skipped = sum('numPendingTests', 'numTodoTests');
process.stdout.write(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
if (failed > 0 || passed === 0) process.exitCode = 1;

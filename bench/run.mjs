import { readFile, writeFile } from 'node:fs/promises';
import { boot, throughput } from './cases.mjs';
import { prepareDatabase } from './database.mjs';
import { idleMemory } from './memory.mjs';

const begin = '<!-- bench:begin -->';
const end = '<!-- bench:end -->';
const report = new URL('../docs/performance.md', import.meta.url);

const database = await prepareDatabase();
try {
  const rows = [...(await throughput(database.url)), await boot(database.url), await idleMemory(database.url)];
  const table = markdown(rows);
  process.stdout.write(`${table}\n`);
  if (process.argv.includes('--write')) await store(table);
} finally {
  await database.drop();
}

/** @param {import('./cases.mjs').Row[]} rows */
function markdown(rows) {
  const lines = rows.map(
    (row) =>
      `| ${row.name} | ${row.subject} | ${row.reference} | ${row.figure} | ${row.aim} | ${row.met ? 'yes' : 'no'} |`,
  );
  const head = ['| case | figbridge | reference | ratio | aim | met |', '| --- | --- | --- | --- | --- | --- |'];
  return [`Node ${process.versions.node}`, '', ...head, ...lines].join('\n');
}

/** @param {string} table */
async function store(table) {
  const text = await readFile(report, 'utf8');
  const [before] = text.split(begin);
  const [, after = ''] = text.split(end);
  await writeFile(report, `${before}${begin}\n\n${table}\n\n${end}${after}`);
}

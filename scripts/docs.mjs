// Writes what the docs say about settings and errors from the code: the tables between the marks in docs/configuration.md
// and docs/errors.md. With --check it writes nothing and fails where a file is not what the code says.
import { readFile, writeFile } from 'node:fs/promises';
import { gatewayConfig } from '@supergraph/gateway';
import { describeConfig } from '@supergraph/kernel/config';
import { errorKinds, errorTables, sampleMessage } from '@supergraph/kernel/errors';
import { standaloneConfig, subgraphs } from '@supergraph/standalone';

const isCheck = process.argv.includes('--check');
const MARKS = /(<!-- generated -->\n)[\s\S]*?(<!-- end -->)/;
const stale = [];

const configurations = [
  ['All in one (`npm start`)', standaloneConfig],
  ['Gateway', gatewayConfig],
  ...subgraphs.map(({ name, config }) => [`Subgraph \`${name}\``, config]),
];
await update('README.md', settingsTable(standaloneConfig));
await update('docs/configuration.md', configurations.map(([title, schema]) => `## ${title}\n\n${settingsTable(schema)}`).join('\n\n'));
await update('docs/errors.md', [...errorTables()].map(([owner, table]) => `## ${owner}\n\n${errorTable(table)}`).join('\n\n'));
if (stale.length > 0) {
  console.error(`Not what the code says; run \`npm run docs\` and commit: ${stale.join(', ')}`);
  process.exit(1);
}
console.log(isCheck ? 'The docs say what the code says.' : 'The docs are written.');

function settingsTable(schema) {
  const rows = describeConfig(schema).map((setting) => [
    `\`${setting.name}\``,
    setting.required ? 'required' : setting.default ? `\`${setting.default.replace(`${process.cwd()}/`, '')}\`` : '',
    setting.description,
  ]);
  return table(['Setting', 'Default', 'Meaning'], rows);
}

function errorTable(entries) {
  const rows = Object.entries(entries).map(([code, [kind, message]]) => [
    `\`${code}\``,
    kind,
    String(errorKinds[kind].http),
    sampleMessage(message),
  ]);
  return table(['Code', 'Kind', 'HTTP', 'Message'], rows);
}

function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

async function update(file, generated) {
  const before = await readFile(file, 'utf8');
  if (!MARKS.test(before)) throw new Error(`${file} has lost its marks <!-- generated --> and <!-- end -->`);
  const after = before.replace(MARKS, (_all, start, end) => `${start}\n${generated}\n\n${end}`);
  if (after === before) return;
  if (isCheck) stale.push(file);
  else await writeFile(file, after);
}

// Writes what the docs say about settings, errors and events from the code: the tables between the marks in
// docs/configuration.md, docs/errors.md and docs/events-catalogue.md. With --check it writes nothing and fails where a file is not what the code says.
import { readFile, writeFile } from 'node:fs/promises';
import { gatewayConfig } from '@supergraph/gateway';
import { describeConfig } from '@supergraph/kernel/config';
import { errorKinds, errorTables, sampleMessage } from '@supergraph/kernel/errors';
import { catalogueRows, readersOf } from '@supergraph/schema/contracts';
import { standaloneConfig, subgraphs } from '@supergraph/standalone';
import { definitionsOf } from './event-contracts.mjs';

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
const definitions = subgraphs.map(({ definition }) => definition);
const readers = readersOf(definitions);
const catalogue = [...catalogueRows(definitionsOf(definitions), readers)];
const ofAll = readers.filter(({ types }) => types === 'all').map(({ consumer }) => `\`${consumer}\``);
const heardByAll = `Every event is consumed by ${ofAll.join(' and ')}.`;
await update(
  'docs/events-catalogue.md',
  [heardByAll, ...catalogue.map(([source, rows]) => `## ${source}\n\n${eventTable(rows)}`)].join('\n\n'),
);
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

function eventTable(rows) {
  const cells = rows.map((row) => [`\`${row.type}\``, `\`${row.topic}\``, row.aggregate, row.promise, row.payload, row.consumers]);
  return table(['Event', 'Topic', 'Aggregate', 'Promise', 'Payload', 'Consumers'], cells);
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

// Prints the subgraphs' schemas from the code, composes them, makes the contracts of events and writes schema/. With
// --check it writes nothing and fails where a committed file is not what the code says. --release and --retire are for
// events: docs/events-contracts.md.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { composeServices } from '@apollo/composition';
import { composeServices as composeWithSecondComposer } from '@theguild/federation-composition';
import { buildSchema, isInputObjectType, isInterfaceType, isObjectType, lexicographicSortSchema, parse, printSchema } from 'graphql';
import { parse as parseYaml } from 'yaml';
import { eventContracts } from './event-contracts.mjs';

// A hint that is an error to us: the first of two different requirements on one field would win in silence.
const FORBIDDEN_HINTS = new Set(['INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS']);

const isCheck = process.argv.includes('--check');
const config = parseYaml(await readFile('supergraph.yaml', 'utf8'));

const services = await Promise.all(Object.entries(config.subgraphs).map(print));
const { supergraphSdl, apiSchema } = compose(services);
composeAgain(services);
checkDescriptions(buildSchema(apiSchema));
const contracts = await eventContracts(
  services.map(({ definition }) => definition),
  process.argv.slice(2),
);
if (contracts.problems.length > 0) fail(`The contracts of events:\n${contracts.problems.map((problem) => `  - ${problem}`).join('\n')}`);

const files = [
  ...services.map(({ file, sdl }) => [file, sdl]),
  ['schema/supergraph.graphql', supergraphSdl],
  ['schema/api.graphql', apiSchema],
  ...contracts.files,
];
const stale = [];
for (const [file, text] of files) await (isCheck ? compare(file, text) : write(file, text));
for (const file of contracts.superfluous) await (isCheck ? stale.push(file) : rm(file));
if (stale.length > 0) fail(`Not what the code says; run \`npm run schema\` and commit:\n${stale.map((file) => `  - ${file}`).join('\n')}`);
console.log(
  `${services.length} subgraphs compose with both composers, ${contracts.count} events are compatible with what was released; ${isCheck ? 'all files are fresh' : `${files.length} files written`}.`,
);

async function print([name, { routing_url: url, schema }]) {
  const exports = await import(`@supergraph/${name}`);
  const subgraph = Object.values(exports).find((value) => value?.name === name && typeof value.sdl === 'function');
  if (!subgraph) fail(`@supergraph/${name} exports no subgraph "${name}"`);
  const problems = await subgraph.lint();
  if (problems.length > 0) fail(`The schema of ${name} leaves something open:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  const sdl = await subgraph.sdl();
  return { name, url, sdl, typeDefs: parse(sdl), file: schema.file, definition: subgraph.definition };
}

function compose(services) {
  const result = composeServices(services.map(({ name, url, typeDefs }) => ({ name, url, typeDefs })));
  if (result.errors) fail(`Composition failed:\n${result.errors.map((error) => `  - ${error.message}`).join('\n')}`);
  const forbidden = result.hints.filter((hint) => FORBIDDEN_HINTS.has(hint.definition.code));
  if (forbidden.length > 0) fail(`Composition hints that are errors here:\n${forbidden.map((hint) => `  - ${hint.message}`).join('\n')}`);
  const api = result.schema.toAPISchema().toGraphQLJSSchema();
  return { supergraphSdl: `${result.supergraphSdl.trim()}\n`, apiSchema: `${printSchema(lexicographicSortSchema(api))}\n` };
}

/** A second, independent composer: it refuses what the first one lets pass, such as an object type named Subscription. */
function composeAgain(services) {
  const result = composeWithSecondComposer(services.map(({ name, url, typeDefs }) => ({ name, url, typeDefs })));
  if (result.errors?.length) fail(`The second composer refuses:\n${result.errors.map((error) => `  - ${error.message}`).join('\n')}`);
}

/** Clients read the schema: every type and field of it says what it is. */
function checkDescriptions(schema) {
  const roots = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]);
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
  const hasFields = (type) => isObjectType(type) || isInterfaceType(type) || isInputObjectType(type);
  const fields = types
    .filter(hasFields)
    .flatMap((type) => Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, field]));
  const named = types.filter((type) => !roots.has(type)).map((type) => [type.name, type]);
  const silent = [...named, ...fields].filter(([, { description }]) => !description).map(([name]) => name);
  if (silent.length > 0) fail(`Without a description: ${silent.join(', ')}`);
}

async function compare(file, text) {
  const committed = await readFile(file, 'utf8').catch(() => '');
  if (committed !== text) stale.push(file);
}

async function write(file, text) {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

// The contracts of events: which files below schema/events and which AsyncAPI document the code asks for, or why they
// cannot be. docs/events-contracts.md tells what a minor, a release and a retirement are.
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { organizationAccessed, specOf } from '@supergraph/kernel/events';
import { asJson, asyncApi, describeProblem, planContracts, readersOf } from '@supergraph/schema/contracts';
import * as events from '@supergraph/schema/events';

const FOLDERS = ['schema/events/json', 'schema/events/fixtures'];
const RELEASED = 'schema/events/released.json';

/** Every event that these subgraphs can publish. */
export const definitionsOf = (subgraphs) => [
  ...Object.values(events).filter((value) => value?.payload && value.topic),
  ...subgraphs.map(({ name }) => organizationAccessed(name)),
];

/**
 * @param subgraphs definitions of all of them
 * @param args `--release` (all) or `--release a.v1 b.v1`, `--retire c.v1`
 * @returns the files that must be there, path and text, those that must not, and what stands against it
 */
export async function eventContracts(subgraphs, args) {
  const found = await committed();
  const plan = planContracts({ definitions: definitionsOf(subgraphs), committed: found, ...choices(args) });
  const { version } = JSON.parse(await readFile('package.json', 'utf8'));
  const document = asyncApi({ contracts: plan.contracts, readers: readersOf(subgraphs), version, settingsOf: specOf });
  const files = [...plan.files, ['asyncapi.json', asJson(document)]].map(([file, text]) => [`schema/${file}`, text]);
  const wanted = new Set(files.map(([file]) => file));
  return {
    files,
    superfluous: [...found.keys()].map((file) => `schema/${file}`).filter((file) => !wanted.has(file)),
    problems: plan.problems.map(describeProblem),
    count: plan.contracts.length,
  };
}

function choices(args) {
  const named = (option) => {
    const at = args.indexOf(option);
    if (at < 0) return undefined;
    const names = args.slice(at + 1);
    const end = names.findIndex((name) => name.startsWith('--'));
    return end < 0 ? names : names.slice(0, end);
  };
  const release = named('--release');
  return { release: release?.length === 0 ? 'all' : (release ?? []), retire: named('--retire') ?? [] };
}

/** What is there now, by its path below schema/. */
async function committed() {
  const paths = (await Promise.all(FOLDERS.map(filesBelow))).flat();
  const entries = await Promise.all([...paths, RELEASED].map(async (path) => [relative('schema', path), await textOf(path)]));
  return new Map(entries.filter(([, text]) => text !== undefined));
}

async function filesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(unlessMissing([]));
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

const textOf = (path) => readFile(path, 'utf8').catch(unlessMissing(undefined));

const unlessMissing = (instead) => (error) => {
  if (error.code !== 'ENOENT') throw error;
  return instead;
};

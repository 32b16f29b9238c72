// Requests that a second of a gateway's CPU answers: stock @apollo/gateway, Hive Gateway with both of its planners, ours over HTTP and
// with subgraphs in process; on the graph and the query of the public federation benchmark, a small query, and our own graph.
// Subgraphs and clients are in processes of their own, which are not counted.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { candidates, NODE_FLAGS } from './federation/candidates.mjs';
import { heard, start, stop } from './federation/children.mjs';
import { compare } from './federation/compare.mjs';
import { hiveVersions } from './federation/hive.mjs';

const PARTS = {
  public: { title: 'The public query', operation: 'public' },
  small: { title: 'A small query', operation: 'small' },
  'public-different': { title: 'The public query, no two requests alike', operation: 'publicDiffering' },
  'small-different': { title: 'A small query, no two requests alike', operation: 'smallDiffering' },
  'public-shared': { title: 'The public query, what is alike at the same time sent once', operation: 'public', share: 'on' },
  'small-shared': { title: 'A small query, what is alike at the same time sent once', operation: 'small', share: 'on' },
  'own-dashboard': { title: 'Our own graph: a dashboard of five subgraphs', operation: 'dashboard', graph: 'own' },
  'own-field': { title: 'Our own graph: one field', operation: 'oneField', graph: 'own' },
};
const GRAPHS = {
  public: { file: './public-subgraphs.mjs', names: Object.keys(candidates) },
  own: { file: './own-subgraphs.mjs', names: ['stock', 'ours', 'ours-in-process'] },
};

const { values, positionals } = parseArgs({
  args: process.argv.slice(3),
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    only: { type: 'string', default: Object.keys(candidates).join(',') },
    profile: { type: 'boolean', default: false },
  },
});
const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
const only = known(values.only.split(','), candidates);
const wanted = known(positionals.length > 0 ? positionals : Object.keys(PARTS), PARTS).map((name) => PARTS[name]);

console.log(`Node ${process.version} ${NODE_FLAGS.join(' ')}, Hive Gateway ${hiveVersions}; ${rounds} rounds of ${seconds} s by turns`);
const folder = await mkdtemp(join(tmpdir(), 'bench-federation-'));
const load = start('./load.mjs');
try {
  for (const name of Object.keys(GRAPHS)) {
    const parts = wanted.filter(({ graph = 'public' }) => graph === name);
    if (parts.length > 0) await compareOn(GRAPHS[name], parts);
  }
} finally {
  await stop(load);
  await rm(folder, { recursive: true, force: true });
}

async function compareOn({ file, names }, parts) {
  const subgraphs = start(file);
  try {
    const { sdl, headers, failure, ...graph } = await heard(subgraphs, 'sdl');
    if (failure) throw new Error(`The subgraphs did not start: ${failure}`);
    const [supergraphPath, graphPath] = ['supergraph.graphql', 'graph.json'].map((name) => join(folder, name));
    await writeFile(supergraphPath, sdl);
    await writeFile(graphPath, JSON.stringify(graph));
    for (const how of ['off', 'on']) {
      const these = parts.filter(({ share = 'off' }) => share === how);
      if (these.length === 0) continue;
      await compare(these, {
        names: names.filter((name) => only.includes(name) && (how === 'off' || !candidates[name].asItComes)),
        graph: { supergraphPath, graphPath, share: how, secret: randomUUID() },
        headers,
        children: { load, subgraphs },
        rounds,
        seconds,
        profile: values.profile,
      });
    }
  } finally {
    await stop(subgraphs);
  }
}

function known(names, all) {
  const unknown = names.filter((name) => !(name in all));
  if (unknown.length > 0) throw new Error(`There is no ${unknown.join(', ')}; there are ${Object.keys(all).join(', ')}`);
  return names;
}

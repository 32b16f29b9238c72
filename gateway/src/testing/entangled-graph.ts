import { composeServices } from '@apollo/composition';
import type { CallSubgraph } from '@supergraph/kernel/transport';
import { parse } from 'graphql';
import type { TestGraph } from './test-graph.js';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])\n';

/** Objects of so many types, each of which two subgraphs know all of, behind an interface of a third that knows little of them. */
function subgraphSdl(name: string, types: number): string {
  const isFirst = name === 'first';
  const ofType = (number: number) =>
    `type T${number} implements Node @key(fields: "id") { id: ID! @shareable next: Node @shareable ${isFirst ? '' : 'x: String @shareable'} }`;
  return [
    LINK,
    isFirst ? 'type Query { nodes: [Node!]! plain: String } interface Node { id: ID! next: Node }' : '',
    isFirst ? '' : 'interface Node { id: ID! next: Node x: String }',
    ...Array.from({ length: types }, (_, number) => ofType(number)),
  ].join('\n');
}

/**
 * A graph in which there are so many ways to `x` that the planner gives up: with 4 types it says so, with 5 it breaks first.
 * `{ plain }` is answered.
 */
export function entangledGraph(types: number): TestGraph {
  const services = ['first', 'second', 'third'].map((name) => ({ name, url: `http://${name}`, typeDefs: parse(subgraphSdl(name, types)) }));
  const { supergraphSdl, errors } = composeServices(services);
  if (!supergraphSdl) throw new Error(`The entangled graph does not compose: ${errors?.map(String).join('\n')}`);
  const call: CallSubgraph = async () => ({ data: { plain: 'simple' } });
  return { sdl: supergraphSdl, call, calls: [] };
}

/** Too many ways lead there. */
export const ENTANGLED = '{ nodes { next { x } } }';

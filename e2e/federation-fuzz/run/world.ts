import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { type ExecutionResult, type GraphQLSchema, parse } from 'graphql';
import { createMonolith } from '../data/monolith.js';
import { createStore, type Plenty } from '../data/store.js';
import { createSubgraph, type SubgraphAnswer, type SubgraphRequest, type Turn } from '../data/subgraph.js';
import type { GraphDraft } from '../graph/draft.js';
import { printSubgraph } from '../graph/print-subgraph.js';
import type { DrawnOperation } from '../operations/operation.js';
import { EXECUTORS, type ExecutorName } from './executors.js';
import type { Mutant } from './mutants.js';

/** A graph with its data, as a gateway with subgraphs behind it and as one server. */
export interface World {
  facts: WorldFacts;
  /** SDL by subgraph. */
  subgraphs: Record<string, string>;
  supergraph: string;
  schema: GraphQLSchema;
  /** What one server answers. */
  expected(operation: DrawnOperation): ExecutionResult;
  /** What the gateway answers, and the fetches that it took. A `mutant` breaks it. */
  actual(operation: DrawnOperation, mutant?: Mutant): Promise<{ result: ExecutionResult; fetches: Fetch[] }>;
}

export interface WorldFacts {
  draft: GraphDraft;
  /** Of its data. */
  seed: string;
  plenty: Plenty;
  executor: ExecutorName;
}

export interface Fetch extends SubgraphRequest {
  subgraph: string;
  answer: SubgraphAnswer;
}

/** What one operation brought about. */
export interface Seen {
  expected: ExecutionResult;
  fetches: Fetch[];
}

/** @returns why the graph does not compose, where it does not. */
export function buildWorld(facts: WorldFacts): World | string[] {
  const { draft, seed, plenty, executor } = facts;
  const subgraphs = Object.fromEntries(draft.subgraphs.map((name) => [name, printSubgraph(draft, name)]));
  const services = Object.entries(subgraphs).map(([name, sdl]) => ({ name, url: `http://${name}`, typeDefs: parse(sdl) }));
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl === undefined) return errors.map(({ message }) => message);

  const store = createStore(draft, seed, plenty);
  const servers = new Map(draft.subgraphs.map((name) => [name, createSubgraph(draft, name, store)]));
  const schema = Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema();
  let now: { turn: Turn; fetches: Fetch[]; mutant?: Mutant | undefined } = { turn: { count: 0 }, fetches: [] };

  const send = async (subgraph: string, request: SubgraphRequest, turn: Turn): Promise<SubgraphAnswer> => {
    const { fetches, mutant } = now;
    const server = servers.get(subgraph);
    if (!server) throw new Error(`There is no subgraph ${subgraph}`);
    const asked = mutant?.request?.(request) ?? request;
    for (let wait = latency(subgraph, request); wait > 0; wait -= 1) await null;
    const answer = await server(asked, turn);
    fetches.push({ subgraph, ...request, answer: structuredClone(answer) });
    return mutant?.answer?.(answer, asked) ?? answer;
  };
  const execute = EXECUTORS[executor](supergraphSdl, send, () => now.turn);

  return {
    facts,
    subgraphs,
    supergraph: supergraphSdl,
    schema,
    expected: createMonolith(schema, store),
    async actual(operation, mutant) {
      now = { turn: { count: 0 }, fetches: [], mutant };
      const { fetches } = now;
      const result = await execute(mutant?.operation?.(operation) ?? operation);
      return { result: mutant?.result?.(result, operation) ?? result, fetches };
    },
  };
}

/** Answers come in an order of their own, which is the same each time, however little of an operation is left. */
const latency = (subgraph: string, { variables }: SubgraphRequest): number =>
  (subgraph.charCodeAt(0) * 5 + (variables.representations ? 3 : 0)) % 11;

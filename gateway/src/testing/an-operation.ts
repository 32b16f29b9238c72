import { anonymous } from '@supergraph/kernel/auth';
import { createLogger } from '@supergraph/kernel/logger';
import { parse } from 'graphql';
import { sendWith, subgraphSource } from '../execution/fetch-subgraph.js';
import type { Operation } from '../operation.js';
import { type LoadedSupergraph, loadSupergraph } from '../supergraph/load-supergraph.js';
import { type TestGraph, testGraph } from './test-graph.js';

/** The test graph, loaded, without a gateway around it. */
export function aLoadedGraph({ call }: { call?: TestGraph['call'] } = {}): { graph: TestGraph; supergraph: LoadedSupergraph } {
  const graph = testGraph();
  const log = createLogger({ service: 'gateway', level: 'silent' });
  const sourceOf = (name: string) => subgraphSource(name, sendWith(call ?? graph.call), log);
  return { graph, supergraph: loadSupergraph(graph.sdl, { sourceOf, planCacheEntries: 10 }) };
}

export interface AnOperation extends Partial<Omit<Operation, 'document' | 'original'>> {
  supergraph: LoadedSupergraph;
  original: string;
  /** What is left of the original; all of it when absent. */
  document?: string;
}

export const anOperation = ({ original, document = original, ...rest }: AnOperation): Operation => ({
  original: parse(original),
  document: parse(document),
  variables: {},
  identity: anonymous,
  request: { id: 'r-1', startedAt: performance.now(), signal: new AbortController().signal },
  ...rest,
});

import { anonymous } from '@supergraph/kernel/auth';
import { createLogger } from '@supergraph/kernel/logger';
import { parse } from 'graphql';
import { sendWith, subgraphSource } from '../execution/fetch-subgraph.js';
import { unknownYet } from '../http.js';
import type { Operation, RequestFacts } from '../operation.js';
import { type LoadedSupergraph, loadSupergraph } from '../supergraph/load-supergraph.js';
import { type TestGraph, testGraph } from './test-graph.js';

/** The test graph, loaded, without a gateway around it. */
export function aLoadedGraph({ call }: { call?: TestGraph['call'] } = {}): { graph: TestGraph; supergraph: LoadedSupergraph } {
  const graph = testGraph();
  const log = createLogger({ service: 'gateway', level: 'silent' });
  const sourceOf = (name: string) => subgraphSource({ subgraph: name, callSubgraph: sendWith(call ?? graph.call), log });
  return { graph, supergraph: loadSupergraph(graph.sdl, { sourceOf }) };
}

/** What is known of an anonymous request at a host that stands for everybody. */
export const someRequestFacts = (facts: Partial<RequestFacts> = {}): RequestFacts => ({
  ...unknownYet(),
  id: 'r-1',
  startedAt: performance.now(),
  signal: new AbortController().signal,
  ...facts,
});

export interface AnOperation extends Partial<Omit<Operation, 'document' | 'original' | 'request'>> {
  request?: Partial<RequestFacts>;
  supergraph: LoadedSupergraph;
  original: string;
  /** What is left of the original; all of it when absent. */
  document?: string;
}

export const anOperation = ({ original, document = original, request, ...rest }: AnOperation): Operation => ({
  original: parse(original),
  document: parse(document),
  variables: {},
  identity: anonymous,
  request: someRequestFacts({ identity: rest.identity ?? anonymous, ...request }),
  ...rest,
});

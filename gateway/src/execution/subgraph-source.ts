import type { SubgraphResponse } from '@supergraph/kernel/transport';

export interface SubgraphFetch {
  request: { query: string; operationName?: string | undefined; variables: Record<string, unknown> };
  /** The operation that it is a part of. */
  context: object;
}

/** A plan's door to one subgraph. */
export interface SubgraphSource {
  /** @throws SubgraphUnavailableError where there was no usable answer. */
  process(fetch: SubgraphFetch): Promise<SubgraphResponse>;
  /** Takes what several fetches ask for in one operation, and need not tell twice in a request what it has told of an entity. */
  joins?: boolean;
  /** Told what was wrong with an answer: clients only hear that something was. */
  report?(problem: string, operation: object): void;
}

/** The sources of a supergraph by the names of their subgraphs. */
export type SubgraphSources = Readonly<Record<string, SubgraphSource>>;

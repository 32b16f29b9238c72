import type { Identity } from '@supergraph/kernel/auth';
import type { SubgraphResponse } from '@supergraph/kernel/transport';
import type { Operation, SubgraphCall } from '../operation.js';
import type { CookieJar } from '../transport/cookie-jar.js';

export interface CallInit extends Partial<Pick<SubgraphCall, 'subgraph' | 'query' | 'variables' | 'event'>> {
  startedAt?: number;
  client?: AbortController;
  subject?: string;
  cookies?: CookieJar | null;
}

/** A fetch of a client's request, and the client, who may go away. */
export function aSubgraphCall({
  startedAt = performance.now(),
  client = new AbortController(),
  subject = 'u1',
  cookies = null,
  ...init
}: CallInit = {}) {
  const identity: Identity = { kind: 'user', subject, organizationId: 'acme', scopes: [], sessionId: null };
  const request: Partial<Operation['request']> = { id: 'r-1', startedAt, signal: client.signal, cookies };
  const operation = { identity, request } as Operation;
  const call: SubgraphCall = { subgraph: 'books', query: 'query A { a }', variables: {}, operation, signal: client.signal, ...init };
  return { call, client };
}

/** A subgraph that never answers and does not listen to the signal either. */
export function deafSubgraph() {
  const seen: SubgraphCall[] = [];
  const next = (call: SubgraphCall) => {
    seen.push(call);
    return new Promise<SubgraphResponse>(() => {});
  };
  return { next, seen };
}

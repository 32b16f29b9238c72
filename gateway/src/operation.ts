import type { Identity } from '@supergraph/kernel/auth';
import type { CancelSignal } from '@supergraph/kernel/transport';
import { type DocumentNode, type ExecutionResult, getOperationAST } from 'graphql';
import type { HttpRequest } from './http.js';
import type { LoadedSupergraph } from './supergraph/load-supergraph.js';

/** What is known of a client's request before its document is read, whatever transport brought it. */
export interface RequestFacts
  extends Pick<
    HttpRequest,
    'id' | 'startedAt' | 'signal' | 'answerHeaders' | 'cookies' | 'identity' | 'organization' | 'hostOrganizationId'
  > {
  ip?: string | undefined;
  userAgent?: string | undefined;
  /** Came by a way that may change nothing. */
  isReadOnly?: boolean | undefined;
  /** The result of the operation, where it has been executed and only its form is missing. */
  answered?: OperationResult | undefined;
  /** Takes a subscription that may be executed, and answers what stands in its way; only where the transport can carry events. */
  subscriber?: ((operation: Operation) => Promise<OperationResult>) | undefined;
}

/** A valid GraphQL operation on its way to the subgraphs. */
export interface Operation {
  /** What is planned and executed: the client's document, or what is left of it. */
  document: DocumentNode;
  /** What the client sent: the result has this shape. */
  original: DocumentNode;
  operationName?: string | undefined;
  variables: Readonly<Record<string, unknown>>;
  identity: Identity;
  request: RequestFacts;
  /** The schema that the document was validated against; it stays the same until the request is answered. */
  supergraph: LoadedSupergraph;
}

export type OperationResult = ExecutionResult<Record<string, unknown>, Record<string, unknown>>;

/** One fetch of a plan. */
export interface SubgraphCall {
  subgraph: string;
  query: string;
  operationName?: string | undefined;
  variables: Readonly<Record<string, unknown>>;
  operation: Operation;
  /** Of a subscription: what it is executed for; without it, it is opened. */
  event?: unknown;
  signal: CancelSignal;
}

const soleNames = new WeakMap<DocumentNode, { name: string | undefined }>();

/** What the client calls its operation, whether or not it had to say so. */
export function operationNameOf({ original, operationName }: Pick<Operation, 'original' | 'operationName'>): string | undefined {
  if (operationName !== undefined) return operationName;
  const sole = soleNames.get(original) ?? { name: getOperationAST(original)?.name?.value };
  soleNames.set(original, sole);
  return sole.name;
}

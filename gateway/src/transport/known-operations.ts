import type { ApolloServerPlugin } from '@apollo/server';
import { type DocumentNode, type GraphQLSchema, getOperationAST, OperationTypeNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { isObject } from '../execution/plan/json.js';
import type { HttpRequest, HttpResponse } from '../http.js';
import type { RequestFacts } from '../operation.js';

/** An operation that needs no more reading. */
export interface KnownOperation {
  document: DocumentNode;
  operationName: string | undefined;
  variables: Record<string, unknown>;
  /** Of the answer. */
  contentType: string;
}

interface Known {
  document: DocumentNode;
  schema: GraphQLSchema;
}

/** Of all documents that are kept. */
const MOST_BYTES = 32 * 1024 * 1024;
/** What a document takes on the heap, as a tree and with what is known of it: measured for operations of 10 to 1,000 fields. */
const bytesOf = (text: string): number => 8_000 + 40 * text.length;
const MOST_WISHES = 1_000;
const LONGEST_WISH = 500;

/**
 * What Apollo Server has read and found valid, and what it has made of Accept headers. A request in which it would find nothing new
 * need not go through it again, which costs as much as all the rest of a small query. Its own answers say what is known, so that
 * nothing here can be of another opinion.
 */
export class KnownOperations {
  readonly #documents = new LRUCache<string, Known>({ maxSize: MOST_BYTES, sizeCalculation: (_, text) => bytesOf(text) });
  readonly #contentTypes = new LRUCache<string, string>({ max: MOST_WISHES });

  /** Hears what Apollo Server accepts. */
  readonly plugin: ApolloServerPlugin<RequestFacts> = {
    requestDidStart: async () => ({
      didResolveOperation: async ({ source, document, schema, request }) => {
        if (getOperationAST(document, request.operationName)?.operation === OperationTypeNode.SUBSCRIPTION) return;
        this.#documents.set(source, { document, schema });
        const hash = hashOf(request.extensions);
        if (hash !== null) this.#documents.set(nameOf(hash), { document, schema });
      },
    }),
  };

  /** Hears how Apollo Server answered. */
  learn({ method, headers }: HttpRequest, answer: HttpResponse): void {
    const { accept = '' } = headers;
    const contentType = answer.headers['content-type'];
    if (method === 'POST' && answer.status === 200 && contentType && accept.length <= LONGEST_WISH)
      this.#contentTypes.set(accept, contentType);
  }

  /** Null for all that Apollo Server has to look at. */
  find({ method, headers: { accept = '' } }: HttpRequest, body: unknown, schema: GraphQLSchema): KnownOperation | null {
    if (method !== 'POST' || !isObject(body)) return null;
    const { query, operationName = null, variables = null, extensions = null } = body;
    const text = textOf(query, extensions);
    const known = text === null ? undefined : this.#documents.get(text);
    const contentType = this.#contentTypes.get(accept);
    if (known?.schema !== schema || contentType === undefined) return null;
    if (operationName !== null && typeof operationName !== 'string') return null;
    if (variables !== null && !isObject(variables)) return null;
    if (!getOperationAST(known.document, operationName)) return null;
    return { document: known.document, operationName: operationName ?? undefined, variables: variables ?? {}, contentType };
  }
}

/** What a document is known by; null where there is more to be done than to find it. */
function textOf(query: unknown, extensions: unknown): string | null {
  if (extensions === null) return typeof query === 'string' ? query : null;
  if (!isObject(extensions)) return null;
  if (!('persistedQuery' in extensions)) return typeof query === 'string' ? query : null;
  const hash = hashOf(extensions);
  return hash !== null && query === undefined ? nameOf(hash) : null;
}

/** No document begins like that. */
const nameOf = (hash: string): string => `sha256 ${hash}`;

/** The name of a document that a client may leave out once it is known (automatic persisted queries, version 1). */
function hashOf(extensions: unknown): string | null {
  const named = isObject(extensions) ? extensions.persistedQuery : null;
  return isObject(named) && named.version === 1 && typeof named.sha256Hash === 'string' ? named.sha256Hash : null;
}

import { AsyncLocalStorage } from 'node:async_hooks';
import { text } from 'node:stream/consumers';
import { ApolloServer, type ApolloServerOptions, type ApolloServerPlugin, HeaderMap, type HTTPGraphQLResponse } from '@apollo/server';
import { ApolloServerErrorCode } from '@apollo/server/errors';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { Logger } from '@supergraph/kernel/logger';
import { type DocumentNode, GraphQLError, type GraphQLFormattedError } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { GatewayConfig } from '../config.js';
import { GatewayErrors, MASKED } from '../gateway.errors.js';
import type { HttpRequest, HttpResponse } from '../http.js';
import type { OperationResult, RequestFacts } from '../operation.js';
import type { Next } from '../stage.js';
import { quiet, type SupergraphGateway } from '../supergraph/supergraph-gateway.js';
import type { GraphqlRequest } from './graphql-request.js';
import { KnownOperations } from './known-operations.js';

export interface GraphqlOverHttpOptions {
  config: GatewayConfig;
  gateway: SupergraphGateway;
  /** Of whoever embeds the gateway. With any of them, every request goes through Apollo Server from its beginning to its end. */
  plugins?: readonly ApolloServerPlugin<RequestFacts>[] | undefined;
  log: Logger;
}

/** The answer to one operation, as it is sent. */
export interface GraphqlAnswer {
  data?: Record<string, unknown> | null;
  errors?: readonly GraphQLFormattedError[];
  extensions?: Record<string, unknown>;
}

export interface GraphqlOverHttp {
  answer: Next<HttpRequest, HttpResponse>;
  /** Parses, validates and runs one operation for another protocol, which may take subscriptions. */
  execute(request: HttpRequest, graphql: GraphqlRequest, subscriber: RequestFacts['subscriber']): Promise<GraphqlAnswer>;
  stop(): Promise<void>;
}

/**
 * Apollo Server as the keeper of the protocol: GraphQL over HTTP, CSRF prevention, parsing, validation. It executes nothing itself, and
 * what it knows already it is not asked about again.
 */
export async function createGraphqlOverHttp(options: GraphqlOverHttpOptions): Promise<GraphqlOverHttp> {
  const { gateway, plugins = [] } = options;
  const currentRequest = new AsyncLocalStorage<string>();
  const known = plugins.length > 0 ? null : new KnownOperations();
  const apollo = new ApolloServer<RequestFacts>({
    ...settings(options, known ? [known.plugin] : plugins),
    formatError: (formatted, error) => nameRequest(formatted, error, currentRequest.getStore()),
  });
  await apollo.start();

  const throughApollo = async (request: HttpRequest, body: unknown, answered?: OperationResult): Promise<HttpResponse> => {
    const httpGraphQLRequest = {
      method: request.method,
      headers: new HeaderMap(Object.entries(request.headers)),
      search: request.search,
      body,
    };
    const context = async () => ({ ...factsOf(request), answered });
    const response = await toResponse(
      await currentRequest.run(request.id, () => apollo.executeHTTPGraphQLRequest({ httpGraphQLRequest, context })),
    );
    known?.learn(request, response);
    return response;
  };
  return {
    async answer(request) {
      const body = await readJson(request);
      const supergraph = gateway.current();
      const operation = known?.find(request, body, supergraph.apiSchema);
      if (!operation) return throughApollo(request, body);
      const { contentType, ...asked } = operation;
      const result = await gateway.execute({ ...asked, supergraph }, factsOf(request));
      // How errors look, and what they do to the status, is Apollo Server's to say.
      if (result.errors || result.extensions) return throughApollo(request, body, result);
      const json = JSON.stringify(result);
      return { status: 200, headers: { 'content-type': contentType }, body: `${json}\n`, bodyBytes: Buffer.byteLength(json) + 1 };
    },
    async execute(request, graphql, subscriber) {
      const contextValue: RequestFacts = { ...factsOf(request), subscriber, isReadOnly: isReadOnly(request) };
      const { body } = await currentRequest.run(request.id, () => apollo.executeOperation(graphql, { contextValue }));
      if (body.kind !== 'single') throw new Error('An answer in parts was not asked for');
      const { data, errors, extensions } = body.singleResult;
      return { ...(data === undefined ? {} : { data }), ...(errors ? { errors } : {}), ...(extensions ? { extensions } : {}) };
    },
    stop: () => apollo.stop(),
  };
}

/** Of the documents that Apollo Server keeps for itself, as JSON: on the heap they take some five times as much. */
const MOST_DOCUMENT_JSON = 4 * 1024 * 1024;

/** Apollo Server's own would keep eight times as much, beside what is known of operations here. */
function documentStore() {
  const documents = new LRUCache<string, DocumentNode>({
    maxSize: MOST_DOCUMENT_JSON,
    sizeCalculation: (document) => JSON.stringify(document).length,
  });
  return {
    get: async (key: string) => documents.get(key),
    set: async (key: string, document: DocumentNode) => void documents.set(key, document),
    delete: async (key: string) => documents.delete(key),
  };
}

function settings(
  { config, gateway, log }: GraphqlOverHttpOptions,
  plugins: readonly ApolloServerPlugin<RequestFacts>[],
): ApolloServerOptions<RequestFacts> {
  return {
    gateway,
    logger: quiet(log),
    nodeEnv: config.NODE_ENV,
    introspection: config.INTROSPECTION,
    hideSchemaDetailsFromClientErrors: !config.INTROSPECTION,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    maxRecursiveSelections: true,
    parseOptions: { maxTokens: config.MAX_TOKENS },
    documentStore: documentStore(),
    stopOnTerminationSignals: false,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      {
        unexpectedErrorProcessingRequest: async ({ error, requestContext }) =>
          log.error({ error: error, requestId: requestContext.contextValue.id }, 'a request failed unexpectedly'),
      },
      ...plugins,
    ],
  };
}

/** A page of anybody's can make a browser send a GET; a socket begins with one, and its origin was looked at then. */
const isReadOnly = ({ method, headers }: HttpRequest): boolean => method === 'GET' && headers.upgrade === undefined;

const factsOf = (request: HttpRequest): RequestFacts => ({
  id: request.id,
  ip: request.ip,
  userAgent: request.headers['user-agent'],
  startedAt: request.startedAt,
  signal: request.signal,
  answerHeaders: request.answerHeaders,
  cookies: request.cookies,
  identity: request.identity,
  organization: request.organization,
  hostOrganizationId: request.hostOrganizationId,
});

/** Whatever error leaves Apollo Server names the request; what it has no code for is a fault, unless it refused the request itself. */
function nameRequest(formatted: GraphQLFormattedError, error: unknown, requestId = ''): GraphQLFormattedError {
  const { code, ...extensions } = formatted.extensions ?? {};
  if (code !== ApolloServerErrorCode.INTERNAL_SERVER_ERROR) return { ...formatted, extensions: { ...extensions, code, requestId } };
  const http = error instanceof GraphQLError ? (error.extensions.http as { status?: number } | undefined) : undefined;
  const isRefusal = http?.status !== undefined && http.status < 500;
  return isRefusal
    ? { ...formatted, extensions: { code: ApolloServerErrorCode.BAD_REQUEST, requestId } }
    : { message: MASKED.message, extensions: { code: MASKED.code, requestId } };
}

/** The body of a JSON request; Apollo Server judges every other media type without reading it. */
async function readJson({ headers, body }: HttpRequest): Promise<unknown> {
  if (!/^application\/([\w.-]+\+)?json\b/i.test(headers['content-type'] ?? '')) return undefined;
  const json = await body.text();
  if (!json) return undefined;
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw GatewayErrors.BAD_REQUEST('The body is not valid JSON').causedBy(cause);
  }
}

const toResponse = async ({ status, headers, body }: HTTPGraphQLResponse): Promise<HttpResponse> => ({
  status: status ?? 200,
  headers: Object.fromEntries(headers),
  body: body.kind === 'complete' ? body.string : await text(body.asyncIterator),
});

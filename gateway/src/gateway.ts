import { readFile } from 'node:fs/promises';
import type { Logger } from '@supergraph/kernel/logger';
import type { Facts } from '@supergraph/kernel/tenancy';
import type { CallSubgraph, SubgraphResponse } from '@supergraph/kernel/transport';
import type { FastifyInstance } from 'fastify';
import type { GatewayConfig } from './config.js';
import { execute } from './execution/execute.js';
import { sendWith, subgraphSource } from './execution/fetch-subgraph.js';
import { GatewayErrors } from './gateway.errors.js';
import type { HttpRequest, HttpResponse } from './http.js';
import { createKeyRing, type KeySource } from './keys/key-ring.js';
import type { Operation, OperationResult, SubgraphCall } from './operation.js';
import { compose } from './stage.js';
import { accessLog } from './stages/http/access-log.js';
import { answerErrors } from './stages/http/answer-errors.js';
import { cors } from './stages/http/cors.js';
import { dropTrustedHeaders } from './stages/http/drop-trusted-headers.js';
import { limitBody } from './stages/http/limit-body.js';
import { requestId } from './stages/http/request-id.js';
import { authenticate } from './stages/operation/authenticate.js';
import { maskErrors } from './stages/operation/mask-errors.js';
import { deadline } from './stages/subgraph/deadline.js';
import { createSupergraphGateway } from './supergraph/supergraph-gateway.js';
import { watchSupergraph } from './supergraph/watch-supergraph.js';
import { createGraphqlOverHttp } from './transport/graphql-over-http.js';
import { createHttpServer, listen } from './transport/http-server.js';
import { routesOf } from './transport/routes.js';

export interface GatewayOptions {
  config: GatewayConfig;
  call: CallSubgraph;
  keys: KeySource;
  /** What is known of organizations and ended sessions. */
  facts: Facts;
  log: Logger;
}

export interface RunningGateway {
  url: string;
  port: number;
  /** Sends a request without a socket, for tests. */
  handle: FastifyInstance['inject'];
  /** Serves another supergraph, by default the file's. @throws SUPERGRAPH_INVALID, and the one before goes on serving. */
  reload(sdl?: string): Promise<void>;
  /** Takes no more requests, ends those that have begun, then lets go of everything. */
  stop(): Promise<void>;
}

/** The journey of a request, outermost stage first. Read down for the way in, up for the way out. */
export async function createGateway({ config, call, keys, facts, log }: GatewayOptions): Promise<RunningGateway> {
  const keyRing = createKeyRing(keys, { log });
  const tokens = { keys: keyRing, issuer: config.TOKEN_ISSUER, audience: config.TOKEN_AUDIENCE };
  const origins = { origins: config.CORS_ORIGINS, localhost: config.CORS_ORIGINS.length === 0 && config.NODE_ENV !== 'production' };

  const callSubgraph = compose<SubgraphCall, SubgraphResponse>(deadline(config.REQUEST_TIMEOUT_MS))(sendWith(call));

  const runOperation = compose<Operation, OperationResult>(maskErrors(log), authenticate(tokens))(execute);

  const journey = compose<HttpRequest, HttpResponse>(
    requestId(),
    accessLog(log),
    cors(origins),
    answerErrors(log), // below cors, so that a page may read why it was refused
    dropTrustedHeaders(),
    limitBody(config.BODY_LIMIT_BYTES),
  );

  const sdl = await readSupergraph(config.SUPERGRAPH_PATH);
  const supergraph = createSupergraphGateway({
    sdl,
    planCacheEntries: config.PLAN_CACHE_ENTRIES,
    sourceOf: (name) => subgraphSource(name, callSubgraph, log),
    run: runOperation,
    log,
  });
  const graphql = await createGraphqlOverHttp({ config, gateway: supergraph, log });
  let isDraining = false;
  const routes = routesOf({ config, graphql: graphql.answer, keys: keyRing, supergraph: supergraph.current, isDraining: () => isDraining });
  const app = createHttpServer({ config, routes, journey });
  const { url, port } = await listen(app, config).catch(async (error) => {
    await graphql.stop();
    throw error;
  });
  const watching = watchSupergraph({ path: config.SUPERGRAPH_PATH, current: sdl, log }, supergraph.update);
  return {
    url,
    port,
    handle: app.inject.bind(app) as FastifyInstance['inject'],
    reload: async (next) => supergraph.update(next ?? (await readSupergraph(config.SUPERGRAPH_PATH))),
    async stop() {
      isDraining = true;
      watching.close();
      await app.close();
      await graphql.stop();
    },
  };
}

async function readSupergraph(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause) => {
    throw GatewayErrors.SUPERGRAPH_INVALID(`${path} cannot be read`).causedBy(cause);
  });
}

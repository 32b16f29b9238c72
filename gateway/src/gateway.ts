import { readFile } from 'node:fs/promises';
import type { Logger } from '@supergraph/kernel/logger';
import type { RealtimeBroker } from '@supergraph/kernel/realtime';
import { createMeter, type Meter } from '@supergraph/kernel/telemetry';
import type { Facts } from '@supergraph/kernel/tenancy';
import type { CallSubgraph, SubgraphResponse } from '@supergraph/kernel/transport';
import type { FastifyInstance } from 'fastify';
import type { GatewayConfig } from './config.js';
import { enforceDirectives } from './directives/enforce-directives.js';
import { execute } from './execution/execute.js';
import { sendWith, subgraphSource } from './execution/fetch-subgraph.js';
import { GatewayErrors } from './gateway.errors.js';
import type { HttpRequest, HttpResponse } from './http.js';
import { createApiKeys } from './keys/api-keys.js';
import { createKeyRing, type KeyRing, type KeySource } from './keys/key-ring.js';
import { KeyUsage } from './keys/key-usage.js';
import { connectRateLimiter } from './limits/rate/connect-rate-limiter.js';
import type { RateLimiter } from './limits/rate/rate-limiter.js';
import type { Operation, OperationResult, SubgraphCall } from './operation.js';
import { countUse } from './planning/operation-use.js';
import { startPlanning } from './planning/start-planning.js';
import { createJudgement } from './realtime/judgement.js';
import { createRealtimeMetrics } from './realtime/realtime-metrics.js';
import { compose, type Next } from './stage.js';
import { stageSettings } from './stage-settings.js';
import { accessLog } from './stages/http/access-log.js';
import { addAnswerHeaders } from './stages/http/add-answer-headers.js';
import { answerErrors } from './stages/http/answer-errors.js';
import { apiKeyHeader } from './stages/http/api-key-header.js';
import { authenticate } from './stages/http/authenticate.js';
import { checkAddress } from './stages/http/check-address.js';
import { cookieMode } from './stages/http/cookie-mode.js';
import { cors, type OriginRules, originRules } from './stages/http/cors.js';
import { countRequests } from './stages/http/count-requests.js';
import { dropTrustedHeaders } from './stages/http/drop-trusted-headers.js';
import { findOrganization } from './stages/http/find-organization.js';
import { limitBody } from './stages/http/limit-body.js';
import { limitRate } from './stages/http/limit-rate.js';
import { requestId } from './stages/http/request-id.js';
import { limitCost } from './stages/operation/limit-cost.js';
import { limitOperation } from './stages/operation/limit-operation.js';
import { limitOperationRate } from './stages/operation/limit-operation-rate.js';
import { maskErrors } from './stages/operation/mask-errors.js';
import { breakCircuits } from './stages/subgraph/break-circuits.js';
import { type CallMetrics, countCalls, createCallMetrics } from './stages/subgraph/call-metrics.js';
import { deadline, tryDeadline } from './stages/subgraph/deadline.js';
import { retryQueries } from './stages/subgraph/retry-queries.js';
import { shareInFlight } from './stages/subgraph/share-in-flight.js';
import { createSupergraphGateway, type SupergraphGateway } from './supergraph/supergraph-gateway.js';
import { watchSupergraph } from './supergraph/watch-supergraph.js';
import { createGatewayMetrics, type GatewayMetrics } from './telemetry/gateway-metrics.js';
import { createHostOwners } from './tenancy/host-owners.js';
import { createGraphqlOverHttp, type GraphqlOverHttpOptions } from './transport/graphql-over-http.js';
import { createHttpServer, listen } from './transport/http-server.js';
import { routesOf } from './transport/routes.js';
import { startLive } from './transport/start-live.js';

export interface GatewayOptions {
  config: GatewayConfig;
  call: CallSubgraph;
  keys: KeySource;
  /** What is known of organizations and ended sessions. */
  facts: Facts;
  /** What subgraphs tell as it happens; the same that they emit to. Without one, subscriptions are refused. */
  broker?: RealtimeBroker | null;
  /** Of Apollo Server. With any of them, every request takes the whole way through it. */
  plugins?: GraphqlOverHttpOptions['plugins'];
  log: Logger;
  /** Where it counts; its own where there is none. */
  meter?: Meter;
}

export interface RunningGateway {
  url: string;
  port: number;
  /** Sends a request without a socket, for tests. */
  handle: FastifyInstance['inject'];
  /**
   * Serves another supergraph, by default the file's, once the operations used most are planned for it; a newer one given meanwhile is
   * served in its place. @throws SUPERGRAPH_INVALID, and the one before goes on serving.
   */
  reload(sdl?: string): Promise<void>;
  /** Takes no more requests, ends those that have begun, then lets go of everything. */
  stop(): Promise<void>;
}

/** Starts a gateway. Where that fails, nothing of it stays open. */
export async function createGateway(options: GatewayOptions): Promise<RunningGateway> {
  const limiter = await connectRateLimiter(options.config, options.log);
  return startJourney({ ...options, limiter }).catch(async (error) => {
    await limiter.close();
    throw error;
  });
}

/** The journey of a request, outermost stage first. Read down for the way in, up for the way out. */
async function startJourney({
  config,
  call,
  keys,
  facts,
  broker = null,
  plugins,
  log,
  meter = createMeter(),
  limiter,
}: GatewayOptions & { limiter: RateLimiter }) {
  const sdl = await readSupergraph(config.SUPERGRAPH_PATH);
  const keyRing = createKeyRing(keys, { log });
  const usage = new KeyUsage({ call, owner: () => facts.apiKeyOwner(), log });
  const metrics = createGatewayMetrics(meter);
  const hosts = createHostOwners({ baseDomain: config.BASE_DOMAIN, adminSubdomain: config.ADMIN_SUBDOMAIN, facts });
  const settings = stageSettings(config);
  const plans = startPlanning({ config, meter, log, cache: () => supergraph.current().plans });
  const origins = originRules({ ...settings.cors, hosts, log });
  const apiKeys = createApiKeys({ facts, usage, limiter, unknownKeys: settings.rates.anonymous });
  const directives = { ...settings.directives, facts, log, metrics };
  const callSubgraph = callRing(settings.calls, createCallMetrics(meter))(sendWith(call, () => facts.sessionOwner()));

  const runOperation = compose<Operation, OperationResult>(
    maskErrors(log),
    limitOperation({ ...settings.operation, metrics }),
    limitCost({ ...settings.cost, metrics }),
    limitOperationRate({ limiter, limits: config.RATE_LIMIT_OPERATIONS, metrics }),
    enforceDirectives(directives),
    countUse(plans.use),
  )(execute);

  // Before a document is read: who asks, for which organization, from where, and whether it is too often.
  const enter = compose<HttpRequest, HttpResponse>(
    cookieMode({ ...settings.cookies, origins, owner: () => facts.sessionOwner(), log }),
    authenticate({ ...settings.tokens, keys: keyRing, apiKeys, facts }),
    findOrganization({ hosts, facts }),
    checkAddress(),
    limitRate({ limiter, limits: settings.rates, metrics }),
  );

  const supergraph = createSupergraphGateway({
    sdl,
    ...plans.supergraph,
    sourceOf: (name) => subgraphSource({ subgraph: name, callSubgraph, log, joins: settings.calls.joins(name) }),
    run: runOperation,
    log,
  });
  const graphql = await createGraphqlOverHttp({ config, gateway: supergraph, plugins, log });
  const live = startLive({
    config,
    live: {
      broker,
      facts,
      callSubgraph,
      eventSource: (subgraph, event) => subgraphSource({ subgraph, callSubgraph, log, event }),
      judgement: createJudgement({ directives, mask: maskErrors(log) }),
      metrics: createRealtimeMetrics(meter),
      log,
    },
    graphql,
    enter,
    origins,
  });
  supergraph.onUpdate((next) => live.reload(next));
  const stop = () => Promise.all([graphql.stop(), limiter.close(), live.stop(), plans.stop(), usage.stop()]);
  const journey = httpRing({ config, origins, metrics, log });
  return serve({ config, meter, supergraph, journey, graphql: live.answer, keys: keyRing, log, drain: live.drain, stop });
}

/** The ring around every answer, outermost stage first. */
function httpRing({
  config,
  log,
  origins,
  metrics,
}: Pick<ServeOptions, 'config' | 'log'> & { origins: OriginRules; metrics: GatewayMetrics }) {
  return compose<HttpRequest, HttpResponse>(
    requestId(),
    accessLog(log),
    countRequests(metrics),
    cors(origins),
    addAnswerHeaders(),
    answerErrors(log), // below cors, so that a page may read why it was refused
    dropTrustedHeaders(),
    apiKeyHeader(),
    limitBody(config.BODY_LIMIT_BYTES),
  );
}

/** The ring around each fetch of a plan, outermost stage first. */
function callRing({ timeout, timeoutOf, retriesOf, breaks, shares }: ReturnType<typeof stageSettings>['calls'], metrics: CallMetrics) {
  return compose<SubgraphCall, SubgraphResponse>(
    countCalls(metrics),
    deadline(timeout),
    shareInFlight({ isOn: shares, metrics }),
    retryQueries({ retriesOf, metrics }),
    breakCircuits({ isOn: breaks, metrics }),
    tryDeadline(timeoutOf, timeout),
  );
}

interface ServeOptions {
  config: GatewayConfig;
  meter: Meter;
  supergraph: SupergraphGateway;
  journey: (answer: Next<HttpRequest, HttpResponse>) => Next<HttpRequest, HttpResponse>;
  graphql: Next<HttpRequest, HttpResponse>;
  keys: KeyRing;
  log: Logger;
  /** Ends what would never end by itself. */
  drain: () => Promise<void>;
  /** Lets go of what the rings hold. */
  stop: () => Promise<unknown>;
}

/** Opens the door, and follows the supergraph's file. */
async function serve({ config, supergraph, journey, log, drain, stop, ...rest }: ServeOptions): Promise<RunningGateway> {
  let isDraining = false;
  const routes = routesOf({ config, supergraph: supergraph.current, isDraining: () => isDraining, ...rest });
  const app = createHttpServer({ config, routes, journey, log });
  const { url, port } = await listen(app, config).catch(async (error) => {
    await stop();
    throw error;
  });
  const watching = watchSupergraph({ path: config.SUPERGRAPH_PATH, current: supergraph.current().sdl, log }, supergraph.update);
  return {
    url,
    port,
    handle: app.inject.bind(app) as FastifyInstance['inject'],
    async reload(next) {
      await supergraph.update(next ?? (await readSupergraph(config.SUPERGRAPH_PATH)));
    },
    async stop() {
      isDraining = true;
      watching.close();
      const closed = app.close();
      await drain();
      // What was an event stream a moment ago is an idle connection now.
      app.server.closeIdleConnections();
      await closed;
      await stop();
    },
  };
}

async function readSupergraph(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause) => {
    throw GatewayErrors.SUPERGRAPH_INVALID(`${path} cannot be read`).causedBy(cause);
  });
}

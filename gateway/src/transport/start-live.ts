import type { GatewayConfig } from '../config.js';
import type { HttpRequest, HttpResponse } from '../http.js';
import { createRealtime, type RealtimeOptions } from '../realtime/realtime.js';
import type { Next } from '../stage.js';
import type { OriginRules } from '../stages/http/cors.js';
import type { LoadedSupergraph } from '../supergraph/load-supergraph.js';
import { serveEventStreams } from './event-stream/serve-event-streams.js';
import type { GraphqlOverHttp } from './graphql-over-http.js';
import { createOperationRunner } from './operation-runner.js';
import { isUpgrade } from './upgrades.js';
import { serveWs } from './ws/serve-ws.js';

export interface StartLiveOptions {
  config: GatewayConfig;
  live: Omit<RealtimeOptions, 'limits'>;
  graphql: GraphqlOverHttp;
  /** The ring before a document is read. */
  enter: (answer: Next<HttpRequest, HttpResponse>) => Next<HttpRequest, HttpResponse>;
  origins: OriginRules;
}

export interface Live {
  /** Everything at the path of the graph: single answers, and all that carries events. */
  answer: Next<HttpRequest, HttpResponse>;
  reload(supergraph: LoadedSupergraph): void;
  drain(): Promise<void>;
  stop(): Promise<void>;
}

/** Joins the transports that carry events with what happens. */
export function startLive({ config, live, graphql, enter, origins }: StartLiveOptions): Live {
  const { log } = live;
  const realtime = createRealtime({
    ...live,
    limits: {
      perConnection: config.SUBSCRIPTIONS_PER_CONNECTION,
      perUser: config.SUBSCRIPTIONS_PER_USER,
      perOrganization: config.SUBSCRIPTIONS_PER_ORGANIZATION,
      perAddress: config.SOCKETS_PER_ADDRESS,
    },
  });
  const runner = createOperationRunner({ graphql, realtime, log });
  const heartbeat = { every: config.STREAM_HEARTBEAT_MS, patience: config.SOCKET_PONG_MS };
  const sockets = serveWs({
    origins,
    runner,
    realtime,
    log,
    enter: enterer(enter),
    initTimeout: config.SOCKET_INIT_TIMEOUT_MS,
    mostOperations: config.SUBSCRIPTIONS_PER_CONNECTION,
    mostBytes: config.SOCKET_MESSAGE_BYTES,
    ping: { every: config.SOCKET_PING_MS, patience: config.SOCKET_PONG_MS },
  });
  const overHttp = enter(serveEventStreams({ runner, realtime, heartbeat, log })(graphql.answer));
  return {
    answer: (request) => (isUpgrade(request) ? sockets.answer(request) : overHttp(request)),
    reload: (supergraph) =>
      void realtime
        .reload(supergraph)
        .catch((error) => log.error({ error }, 'running subscriptions could not be taken to the new supergraph')),
    async drain() {
      await realtime.drain(config.DRAIN_MS);
      await sockets.stop();
    },
    stop: () => realtime.stop(),
  };
}

const NOTHING: HttpResponse = { status: 204, headers: {}, body: '' };

/** The ring as a question: what is known of a request that was let in. */
const enterer =
  (enter: StartLiveOptions['enter']) =>
  async (request: HttpRequest): Promise<HttpRequest> => {
    let entered = request;
    await enter(async (known) => {
      entered = known;
      return NOTHING;
    })(request);
    return entered;
  };

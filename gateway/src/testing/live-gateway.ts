import { afterAll } from '@jest/globals';
import { type Client, type ClientOptions, createClient, type FormattedExecutionResult, type SubscribePayload } from 'graphql-ws';
import { WebSocket } from 'ws';
import { type LiveGraph, liveGraph } from './live-graph.js';
import { aToken, type TestGateway, type TestGatewayOptions, testGateway } from './test-gateway.js';

export interface LiveGateway extends TestGateway {
  graph: LiveGraph;
  /** The published client. */
  client(options?: Partial<ClientOptions> & { token?: string | null }): Client;
  /** Waits until so many subscriptions run. */
  running(count: number): Promise<void>;
  /** The value of a metric, over all its labels. */
  metric(name: string): Promise<number>;
}

export interface LiveGatewayOptions extends TestGatewayOptions {
  graph?: LiveGraph;
}

/** A member of `acme`. */
export const aMemberToken = (claims: Record<string, unknown> = {}): string =>
  aToken({ claims: { org: 'acme', scope: 'money:read', ...claims } });

const closing: (() => unknown)[] = [];
afterAll(() => Promise.all(closing.map((close) => close())));

/** A whole gateway over the live graph. */
export async function liveGateway({ graph = liveGraph(), env = {}, ...options }: LiveGatewayOptions = {}): Promise<LiveGateway> {
  const gateway = await testGateway({
    graph,
    broker: graph.broker,
    env: { DRAIN_MS: '0', RATE_LIMIT: 'off', METRICS: 'true', ...env },
    ...options,
  });
  const metric = async (name: string) => {
    const { body } = await gateway.handle({ url: '/metrics' });
    const values = [...body.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? ([\\d.e+-]+)$`, 'gm'))];
    return values.reduce((sum, [, value]) => sum + Number(value), 0);
  };
  return {
    ...gateway,
    graph,
    metric,
    async running(count) {
      for (let waited = 0; (await metric('innoerp_realtime_operations')) !== count; waited += 1) {
        if (waited > 500) throw new Error(`There never were ${count} subscriptions`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    client: ({ token = aMemberToken(), ...given } = {}) => {
      const client = createClient({
        url: socketUrl(gateway.url),
        webSocketImpl: WebSocket,
        retryAttempts: 0,
        ...(token ? { connectionParams: { authorization: `Bearer ${token}` } } : {}),
        ...given,
      });
      closing.push(() => client.dispose());
      return client;
    },
  };
}

export const socketUrl = (url: string): string => `${url.replace('http', 'ws')}/graphql`;

/** What a client was told, in order. */
export interface Heard {
  // biome-ignore lint/suspicious/noExplicitAny: a test states the shape in its expectation.
  results: FormattedExecutionResult<any, any>[];
  // biome-ignore lint/suspicious/noExplicitAny: errors of the protocol are lists, those of the connection are close events.
  error: any;
  isComplete: boolean;
  stop(): void;
  /** The cursor of the last result. */
  cursor(): string;
}

/** Subscribes with the published client, and remembers what comes. */
export function hear(client: Client, payload: SubscribePayload): Heard {
  const heard: Heard = {
    results: [],
    error: undefined,
    isComplete: false,
    stop: () => {},
    cursor: () => String(heard.results.at(-1)?.extensions?.cursor),
  };
  heard.stop = client.subscribe(payload, {
    next: (result) => heard.results.push(result),
    error: (error) => {
      heard.error = error;
    },
    complete: () => {
      heard.isComplete = true;
    },
  });
  return heard;
}

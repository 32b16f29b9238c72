import { memoryCache } from '@supergraph/kernel/cache';
import { loadConfig, type ServiceConfig, serviceConfig } from '@supergraph/kernel/config';
import type { OpenLocks } from '@supergraph/kernel/db';
import { type EventBus, inProcessEvents, kafkaBus } from '@supergraph/kernel/events';
import { createLogger, type Logger } from '@supergraph/kernel/logger';
import { memoryBroker, type RealtimeBroker } from '@supergraph/kernel/realtime';
import { type RunningSubgraph, type Subgraph, schemaName } from '@supergraph/kernel/subgraph';
import { type Facts, inProcessFacts, KnownFacts } from '@supergraph/kernel/tenancy';
import { type CallSubgraph, SubgraphUnavailableError } from '@supergraph/kernel/transport';

export interface BootOptions {
  subgraphs: readonly Subgraph[];
  /** Role URLs by PostgreSQL schema. */
  databases: Readonly<Record<string, { appUrl: string; ownerUrl: string }>>;
  /** Settings that the subgraphs share; each takes what it knows. */
  env: Readonly<Record<string, string | undefined>>;
  logLevel: string;
  /** Receives every SQL statement with the subgraph that sends it; for tests that count. */
  onQuery?: (subgraph: string, sql: string) => void;
  /** For tests that prove each lock alone. */
  openLocks?: OpenLocks;
  /** Answers, but reacts to nothing, beside processes that do: for an operator's tools. Events are read from Kafka where there is one. */
  isIdle?: boolean;
}

export interface SubgraphFleet {
  call: CallSubgraph;
  find(name: string): RunningSubgraph;
  all(): RunningSubgraph[];
  /** What all of them, and the gateway, know of organizations. */
  facts: Facts;
  /** What they and the gateway tell live messages on. */
  broker: RealtimeBroker;
  stop(): Promise<void>;
}

/** Starts all subgraphs in this process, joined by in-process calls and events. */
export async function bootSubgraphs({
  subgraphs,
  databases,
  env,
  logLevel,
  onQuery,
  openLocks,
  isIdle,
}: BootOptions): Promise<SubgraphFleet> {
  const running = new Map<string, RunningSubgraph>();
  // What a tool writes to stdout is its answer.
  const logOf = (service: string): Logger => createLogger({ service, level: logLevel, ...(isIdle ? { destination: process.stderr } : {}) });
  const events = inProcessEvents();
  const broker = memoryBroker();
  const transport = inProcessFacts();
  const facts = new KnownFacts({
    transport,
    cache: memoryCache(),
    log: logOf('facts'),
    sources: subgraphs.map(({ name }) => name),
  });
  const bus = openBus(env, logOf('kafka'));
  const find = (name: string) => {
    const subgraph = running.get(name);
    if (!subgraph) throw new SubgraphUnavailableError(name);
    return subgraph;
  };
  const call: CallSubgraph = async (name, request) => find(name).handle(request);
  const boot = async (subgraph: Subgraph) => {
    const { appUrl, ownerUrl } = databases[schemaName(subgraph.name)] ?? {};
    const config = loadConfig(subgraph.config, { ...env, PORT: '0', DATABASE_URL: appUrl, MIGRATIONS_DATABASE_URL: ownerUrl });
    const log = logOf(subgraph.name);
    const ports = {
      call,
      probe: async (name: string) => find(name).health(),
      events,
      cache: memoryCache(),
      broker,
      facts,
      log,
      isAlone: !isIdle,
      // What reads here reads the logs; Kafka is for whoever else listens.
      ...(bus ? { bus, ...(isIdle ? { reader: bus } : {}) } : {}),
      ...(openLocks ? { openLocks } : {}),
      ...(onQuery ? { onQuery: (sql: string) => onQuery(subgraph.name, sql) } : {}),
    };
    const started = await subgraph.boot(config as ServiceConfig, ports);
    running.set(subgraph.name, started);
    events.register(subgraph.name, started.readEvents);
    transport.register(subgraph.name, started.facts);
  };
  const stop = async () => {
    await facts.stop();
    await Promise.all([...running.values()].map((subgraph) => subgraph.rest()));
    await Promise.all([...running.values()].map((subgraph) => subgraph.stop()));
    await bus?.close();
  };
  const results = await Promise.allSettled(subgraphs.map(boot));
  const failure = results.find((result) => result.status === 'rejected');
  if (failure) {
    await stop();
    throw failure.reason;
  }
  if (!isIdle) {
    await facts.start();
    await Promise.all([...running.values()].map((subgraph) => subgraph.run()));
  }
  return { call, find, all: () => [...running.values()], facts, broker, stop };
}

function openBus(env: BootOptions['env'], log: Logger): EventBus | undefined {
  const { KAFKA_BROKERS: brokers, KAFKA_PREFIX: prefix } = loadConfig(serviceConfig.pick({ KAFKA_BROKERS: true, KAFKA_PREFIX: true }), env);
  if (brokers.length === 0) return undefined;
  return kafkaBus({ brokers, prefix, clientId: 'standalone', log });
}

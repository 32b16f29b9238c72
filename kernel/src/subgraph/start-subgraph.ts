import { request } from 'undici';
import type { z } from 'zod';
import { replayGuard } from '../auth/index.js';
import { connectRedis, memoryCache, redisCache, sharedCache } from '../cache/index.js';
import { ConfigError, loadConfig, type ServiceConfig } from '../config/index.js';
import { httpEvents, kafkaBus } from '../events/index.js';
import { createLogger } from '../logger/index.js';
import { memoryBroker, redisBroker } from '../realtime/index.js';
import type { HealthReport } from '../telemetry/index.js';
import { httpFacts, KnownFacts } from '../tenancy/index.js';
import { httpTransport, SubgraphUnavailableError } from '../transport/index.js';
import type { SubgraphDefinition } from './definition.js';
import { listen } from './http-server.js';
import { bootSubgraph } from './running-subgraph.js';

/** Runs a subgraph as a process of its own, until SIGINT or SIGTERM. */
export async function startSubgraph(definition: SubgraphDefinition<z.ZodType>, env: NodeJS.ProcessEnv): Promise<void> {
  const config = loadConfig(definition.config, env) as ServiceConfig;
  checkUnsigned(config);
  const log = createLogger({ service: definition.name, level: config.LOG_LEVEL });
  const { SUBGRAPH_URLS: urls, SERVICE_SECRET: secret } = config;
  const transport = httpTransport({ urls, secret });
  const events = httpEvents({ urls, secret, service: definition.name });
  const shared = config.REDIS_URL ? redisCache(connectRedis(config.REDIS_URL, log)) : undefined;
  const cache = shared ?? memoryCache();
  const leases = config.REDIS_URL ? sharedCache({ url: config.REDIS_URL, name: definition.name, log }) : undefined;
  const broker = config.REDIS_URL ? redisBroker({ url: config.REDIS_URL, log }) : memoryBroker();
  const factsTransport = httpFacts({ urls, secret, service: definition.name });
  const facts = new KnownFacts({ transport: factsTransport, cache, log, sources: sourcesOf(config) });
  const bus = config.KAFKA_BROKERS.length > 0 ? kafkaBus({ ...kafkaOf(config), clientId: definition.name, log }) : undefined;
  const subgraph = await bootSubgraph(definition, config, {
    ...(bus ? { bus, reader: bus } : {}),
    call: transport.call,
    probe: (name) => probeOverHttp(name, urls[name]),
    events,
    cache,
    ...(leases ? { shared: leases } : {}),
    broker,
    facts,
    log,
  });
  const replays = replayGuard(shared, (error) => log.debug({ error }, 'a call was remembered by this process alone'));
  const server = await listen(subgraph, {
    host: config.HOST,
    port: config.PORT,
    secret,
    replays,
    acceptUnsigned: config.UNSIGNED_CALLS,
    metrics: config.METRICS ? { token: config.METRICS_TOKEN, isOpen: config.NODE_ENV !== 'production' } : undefined,
  });
  await facts.start();
  await subgraph.run();
  log.info({ port: config.PORT }, 'the subgraph is ready');
  stopOnSignals(log, async () => {
    await subgraph.rest();
    await server.close();
    await facts.stop();
    await subgraph.stop();
    await Promise.all([
      transport.close(),
      events.close(),
      factsTransport.close(),
      shared?.close(),
      leases?.close(),
      broker.close(),
      bus?.close(),
    ]);
  });
}

const sourcesOf = ({ FACTS_SOURCES, SUBGRAPH_URLS }: ServiceConfig) =>
  FACTS_SOURCES.length > 0 ? FACTS_SOURCES : Object.keys(SUBGRAPH_URLS);

const kafkaOf = ({ KAFKA_BROKERS, KAFKA_PREFIX }: ServiceConfig) => ({ brokers: KAFKA_BROKERS, prefix: KAFKA_PREFIX });

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** A subgraph that believes anybody must be out of everybody's reach. */
function checkUnsigned({ UNSIGNED_CALLS, NODE_ENV, HOST }: ServiceConfig): void {
  if (UNSIGNED_CALLS && (NODE_ENV !== 'development' || !LOOPBACK.has(HOST)))
    throw new ConfigError(['UNSIGNED_CALLS: is for NODE_ENV=development on a loopback HOST only']);
}

const STOP_PATIENCE = 60_000;

/** Stops once, cleanly, on SIGINT and SIGTERM; gives up after a minute, and says so. */
export function stopOnSignals(
  log: { info(message: string): void; error(data: object, message: string): void },
  stop: () => Promise<void>,
): void {
  let isStopping = false;
  const onSignal = () => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => {
      log.error({}, `the stop took more than ${STOP_PATIENCE} ms`);
      process.exit(1);
    }, STOP_PATIENCE).unref();
    stop().then(
      () => process.exit(0),
      (error) => {
        log.error({ error }, 'the stop failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

async function probeOverHttp(name: string, url: string | undefined): Promise<HealthReport> {
  if (!url) throw new SubgraphUnavailableError(name);
  const { body } = await request(new URL('/health/ready', url), { headersTimeout: 2_000, bodyTimeout: 2_000 }).catch((cause) => {
    throw new SubgraphUnavailableError(name, { cause });
  });
  return (await body.json()) as HealthReport;
}

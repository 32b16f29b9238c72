import { connectRedis, memoryCache, redisCache } from '@supergraph/kernel/cache';
import { ConfigError, loadConfig } from '@supergraph/kernel/config';
import { DomainError } from '@supergraph/kernel/errors';
import { createLogger } from '@supergraph/kernel/logger';
import { redisBroker } from '@supergraph/kernel/realtime';
import { httpFacts, KnownFacts } from '@supergraph/kernel/tenancy';
import { httpTransport } from '@supergraph/kernel/transport';
import { z } from 'zod';
import { gatewayConfig } from './config.js';
import { createGateway } from './gateway.js';
import { fetchKeys } from './keys/fetch-keys.js';

/** A process of its own has nobody to hand it the keys. */
const processGatewayConfig = gatewayConfig.extend({ JWKS_URL: z.url('is required: where the public keys of access tokens are') });

try {
  const config = loadConfig(processGatewayConfig, process.env);
  const log = createLogger({ service: 'gateway', level: config.LOG_LEVEL });
  const subgraphs = httpTransport({ urls: config.SUBGRAPH_URLS, secret: config.SERVICE_SECRET, timeout: config.REQUEST_TIMEOUT_MS });
  const { SUBGRAPH_URLS: urls, SERVICE_SECRET: secret, FACTS_SOURCES: named } = config;
  const redis = config.REDIS_URL ? redisCache(connectRedis(config.REDIS_URL, log)) : undefined;
  const transport = httpFacts({ urls, secret, service: 'gateway' });
  const facts = new KnownFacts({ transport, cache: redis ?? memoryCache(), log, sources: named.length > 0 ? named : Object.keys(urls) });
  await facts.start();
  const broker = config.REDIS_URL ? redisBroker({ url: config.REDIS_URL, log }) : null;
  if (!broker) log.warn('REDIS_URL is not set: subscriptions are refused');
  const gateway = await createGateway({ config, call: subgraphs.call, keys: fetchKeys(config.JWKS_URL), facts, broker, log });
  log.info({ url: gateway.url }, 'the gateway is listening');

  const stop = async (signal: NodeJS.Signals) => {
    log.info({ signal }, 'the gateway is stopping');
    await gateway.stop();
    await facts.stop();
    await Promise.all([subgraphs.close(), transport.close(), redis?.close(), broker?.close()]);
    log.info('the gateway has stopped');
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof DomainError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

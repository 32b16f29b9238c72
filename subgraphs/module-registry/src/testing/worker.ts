import { memoryCache, memoryLeases } from '@supergraph/kernel/cache';
import { loadConfig } from '@supergraph/kernel/config';
import { inProcessEvents } from '@supergraph/kernel/events';
import { createLogger } from '@supergraph/kernel/logger';
import { memoryBroker } from '@supergraph/kernel/realtime';
import { fixedFacts, type TestDatabase } from '@supergraph/kernel/testing';
import { moduleRegistrySubgraph } from '../subgraph.js';

/** Another replica on the same database, at work until it is stopped. */
export async function aWorker(database: TestDatabase): Promise<{ stop(): Promise<void> }> {
  const events = inProcessEvents();
  const config = loadConfig(moduleRegistrySubgraph.config, {
    NODE_ENV: 'test',
    PORT: '0',
    DATABASE_URL: database.appUrl,
    DATABASE_POOL_SIZE: '5',
    SERVICE_SECRET: 'a secret that only tests know, 32+',
  });
  const replica = await moduleRegistrySubgraph.boot(config, {
    call: async (name) => {
      throw new Error(`The test did not expect a call to "${name}"`);
    },
    probe: async () => ({ status: 'up', checks: [] }),
    events,
    cache: memoryCache(),
    shared: { store: memoryLeases() },
    broker: memoryBroker(),
    facts: fixedFacts(),
    log: createLogger({ service: moduleRegistrySubgraph.name, level: 'silent' }),
  });
  events.register(moduleRegistrySubgraph.name, replica.readEvents);
  await replica.run();
  return replica;
}

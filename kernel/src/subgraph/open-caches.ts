import type { EntityManager } from '@mikro-orm/postgresql';
import { Caches, type CachesOptions, type LeaseStore, type LoadScope, memoryLeases, SAMPLE_EVERY } from '../cache/index.js';
import type { ServiceConfig } from '../config/index.js';
import { scopeRows } from '../db/index.js';
import { type DirectConsumer, defineDirectConsumer, type EventRecord, type LogFeed } from '../events/index.js';
import type { ReferenceResolver } from '../graphql/index.js';
import type { SubgraphRequest } from '../transport/index.js';
import type { Job, Ports, SubgraphDefinition } from './definition.js';

export interface OpenCachesOptions extends Pick<CachesOptions, 'em'> {
  definition: SubgraphDefinition;
  config: ServiceConfig;
  ports: Ports;
  feed: LogFeed;
}

/** What a subgraph caches, and what keeps that true. */
export interface OpenCaches {
  caches: Caches;
  /** Reads go past them. */
  areOff: boolean;
  /** Of what is kept in this process alone: only this process can forget it. */
  consumers: readonly DirectConsumer[];
  /** Of what all processes share: forgotten once for all, before anybody is told of the change. */
  beforeTelling: ((records: readonly EventRecord[]) => Promise<void>) | undefined;
  jobs: readonly Job[];
}

const BATCH = 500;
const RETRY = 5_000;

export function openCaches({ definition, config, ports, feed, em }: OpenCachesOptions): OpenCaches {
  const families = definition.caches ?? [];
  const events = [...new Set(families.flatMap(({ invalidatedBy }) => invalidatedBy.flatMap((rule) => rule.events)))];
  const foreign = events.find(({ source }) => source !== definition.name);
  // Versions are positions of one log; those of another one mean something else.
  if (foreign) throw new Error(`"${definition.name}" lets "${foreign.type}" of "${foreign.source}" invalidate what it caches`);
  const { store, near } = ports.shared ?? { store: memoryLeases(), near: undefined };
  const caches = new Caches({ families, store, near, em, log: ports.log, head: () => feed.head(), bypassLoads: config.CACHE_BYPASS_LOADS });
  const areOff = config.CACHE === 'off' || families.length === 0;
  // What others have cached must hear of changes, whether or not this process reads it.
  const forget = events.length > 0 ? (records: readonly EventRecord[]) => caches.changed(records) : undefined;
  return {
    caches,
    areOff,
    consumers: forget && !ports.shared ? [defineDirectConsumer({ name: 'cache', events, everyReplica: true, handle: forget })] : [],
    beforeTelling: ports.shared ? forget : undefined,
    jobs: areOff
      ? []
      : [
          { name: `${definition.name}.catch-up-caches`, every: RETRY, run: once(() => catchUp({ caches, store, feed })) },
          { name: `${definition.name}.sample-caches`, every: SAMPLE_EVERY, run: () => caches.sample() },
        ],
  };
}

/** Makes up for events that nobody heard, of a time when no process of the subgraph ran. */
async function catchUp({ caches, store, feed }: { caches: Caches; store: LeaseStore; feed: LogFeed }): Promise<void> {
  const head = await feed.head();
  let after = (await store.position()) ?? head;
  while (BigInt(after) < BigInt(head)) {
    const records = await feed({ after, limit: BATCH, wait: 0 });
    await caches.changed(records);
    after = records.at(-1)?.position ?? head;
  }
  await store.invalidate({ keys: [], tags: [] }, head);
}

/** Work that is tried until it has succeeded. */
function once(work: () => Promise<void>): () => Promise<void> {
  let isDone = false;
  return async () => {
    if (!isDone) await work();
    isDone = true;
  };
}

/** The federation writes the name of its type on each entity that it is given: what is cached belongs to others, too. */
export const withOwnEntities = (references: Readonly<Record<string, ReferenceResolver>> = {}) =>
  Object.fromEntries(
    Object.entries(references).map(([type, resolve]) => [
      type,
      async (reference: unknown, ctx: unknown) => {
        const entity = await resolve(reference, ctx);
        return entity !== null && typeof entity === 'object' && Object.isFrozen(entity) ? { ...entity } : entity;
      },
    ]),
  );

/** The word is in every mutation; where it is in a query, that one reads anew. An event is ahead of what is cached. */
export const mayReadCached = ({ query, event }: SubgraphRequest): boolean => event === undefined && !/\bmutation\b/.test(query);

export const scopeForLoad = (em: EntityManager, scope: LoadScope) =>
  scopeRows(em, scope === 'platform' ? scope : { ...scope, userId: null });

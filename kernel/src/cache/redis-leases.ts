import { createHash, randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Logger } from '../logger/index.js';
import type { Place } from './define-cache.js';
import { DROP, FILL, INVALIDATE, READ, RELEASE } from './lease-scripts.js';
import { type Answer, CacheAwayError, type Filling, type Hit, type LeaseStore } from './lease-store.js';

export interface RedisLeasesOptions {
  redis: Redis;
  /** The subgraph, whose entries are apart from those of others. */
  name: string;
  log: Logger;
}

const SCRIPTS = { cacheRead: READ, cacheFill: FILL, cacheRelease: RELEASE, cacheInvalidate: INVALIDATE, cacheDrop: DROP };
type Scripts = Record<keyof typeof SCRIPTS, (keys: number, ...args: (string | number)[]) => Promise<unknown>>;
type ReadReply = ['hit', string, string, number] | ['waiting', string | null] | ['lease', string, string] | ['none'];

/** How often (ms) it is looked whether this is still the same Redis. */
const LOOK_EVERY = 5_000;

/** All keys of a subgraph's cache begin with this, of whatever generation. */
export const cachePrefix = (name: string): string => `cache:${name}:`;

/**
 * The store that replicas share. A Redis that was started anew, or that another one took over from, may have lost what it was told:
 * keys carry a name of that very server's life, so all of them miss once. On Redis Cluster the entries of one call must be of one owner.
 */
export function redisLeases({ redis, name, log }: RedisLeasesOptions): LeaseStore {
  for (const [script, lua] of Object.entries(SCRIPTS)) redis.defineCommand(script, { lua });
  const scripts = redis as unknown as Scripts;
  const life = watchLife(redis, log);

  const run = async (script: keyof typeof SCRIPTS, names: readonly string[], args: readonly (string | number)[]): Promise<unknown> => {
    const current = life.name();
    if (current === null) throw new CacheAwayError();
    const keys = names.map((key) => `${cachePrefix(name)}${current}:${key}`);
    const reply = await scripts[script](keys.length, ...keys, ...args).catch((cause) => {
      throw new CacheAwayError({ cause });
    });
    // The connection may have been made anew on the way, to a server that knows less.
    if (life.name() !== current) throw new CacheAwayError();
    return reply;
  };
  const pairs = (places: readonly Place[]) => places.flatMap(({ key, tag }) => [key, tag ?? key]);
  const look = async (places: readonly Place[], nonce: string) => (await run('cacheRead', pairs(places), [nonce])) as ReadReply[];

  return {
    read: async (places) => (places.length === 0 ? [] : (await look(places, randomUUID())).map(toAnswer)),
    peek: async (places) => (places.length === 0 ? [] : (await look(places, '')).map(toHit)),
    async fill(fillings) {
      if (fillings.length === 0) return [];
      const args = fillings.flatMap(({ nonce, generation, json, version, ttl }: Filling) => [
        nonce,
        generation,
        json,
        version,
        Math.max(1, Math.round(ttl)),
      ]);
      const filled = await run('cacheFill', pairs(fillings.map(({ place }) => place)), args);
      return (filled as number[]).map((one) => one === 1);
    },
    async release(leases) {
      const keys = leases.map(({ place }) => place.key);
      if (keys.length > 0)
        await run(
          'cacheRelease',
          keys,
          leases.map(({ nonce }) => nonce),
        );
    },
    invalidate: async ({ keys, tags }, version) =>
      void (await run('cacheInvalidate', [...keys, ...tags, POSITION], [version, keys.length, randomUUID()])),
    async drop({ keys, tags }) {
      if (keys.length + tags.length > 0) await run('cacheDrop', [...keys, ...tags], [keys.length, randomUUID()]);
    },
    async position() {
      const current = life.name();
      if (current === null) throw new CacheAwayError();
      return redis.get(`${cachePrefix(name)}${current}:${POSITION}`);
    },
    async close() {
      life.stop();
      await redis.quit().catch(() => redis.disconnect());
    },
  };
}

const POSITION = '{platform}:position';

function toAnswer(reply: ReadReply): Answer {
  if (reply[0] === 'waiting') return { is: 'waiting', stale: reply[1] ? JSON.parse(reply[1]) : undefined };
  if (reply[0] === 'lease') return { is: 'lease', nonce: reply[1], generation: reply[2] };
  return toHit(reply) as Hit;
}

const toHit = (reply: ReadReply): Hit | null =>
  reply[0] === 'hit' ? { is: 'hit', value: JSON.parse(reply[1]), version: reply[2], left: reply[3] } : null;

/** Names the server that is connected by its run and its replication history; null while none is. */
function watchLife(redis: Redis, log: Logger): { name(): string | null; stop(): void } {
  let name: string | null = null;
  let connection = 0;
  const look = async () => {
    const asked = connection;
    try {
      const [server, replication] = await Promise.all([redis.info('server'), redis.info('replication')]);
      if (asked === connection) name = nameOf(server, replication);
    } catch (error) {
      if (asked === connection) name = null;
      log.debug({ error }, 'the shared cache cannot be asked who it is');
    }
  };
  const onClose = () => {
    connection += 1;
    name = null;
  };
  redis.on('close', onClose);
  redis.on('ready', look);
  if (redis.status === 'ready') void look();
  const timer = setInterval(() => redis.status === 'ready' && look(), LOOK_EVERY);
  timer.unref();
  return {
    name: () => name,
    stop() {
      clearInterval(timer);
      redis.off('close', onClose);
      redis.off('ready', look);
    },
  };
}

function nameOf(...infos: string[]): string {
  const ids = infos.join('\n').match(/^(run_id|master_replid):.*$/gm) ?? [];
  return createHash('sha256').update(ids.join()).digest('base64url').slice(0, 12);
}

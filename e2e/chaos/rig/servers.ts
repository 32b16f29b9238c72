import { join } from 'node:path';
import {
  eraseKafka,
  type RunningKafka,
  type RunningPostgres,
  type RunningRedis,
  startKafka,
  startPostgres,
  startRedis,
} from '@supergraph/infra';

export interface Servers {
  postgres: RunningPostgres;
  redis: RunningRedis;
  kafka: RunningKafka;
  /** Starts again what was killed, on the data that it left. */
  revive(which: 'postgres' | 'redis' | 'kafka'): Promise<void>;
  /** Stops Kafka and takes away all that it kept; `revive` starts it empty. */
  eraseKafka(): Promise<void>;
  stop(): Promise<void>;
}

/** A PostgreSQL, a Redis and a Kafka of the rig's own, to be ill-treated. PostgreSQL is durable: what it acknowledged must outlive it. */
export async function startServers(dataDir: string, { brokers = 1 }: { brokers?: 1 | 3 } = {}): Promise<Servers> {
  const start = {
    postgres: () => startPostgres({ dataDir: join(dataDir, 'postgres'), maxConnections: 200 }),
    redis: () => startRedis({ dataDir: join(dataDir, 'redis'), ...(process.env.REDIS_SERVER ? { server: process.env.REDIS_SERVER } : {}) }),
    kafka: () => startKafka({ dataDir: join(dataDir, 'kafka'), brokers }),
  };
  const [postgres, redis, kafka] = await Promise.all([start.postgres(), start.redis(), start.kafka()]);
  const servers: Servers = {
    postgres,
    redis,
    kafka,
    async revive(which) {
      if (which === 'postgres') servers.postgres = await start.postgres();
      if (which === 'redis') servers.redis = await start.redis();
      if (which === 'kafka') servers.kafka = await start.kafka();
    },
    eraseKafka: () => eraseKafka(join(dataDir, 'kafka')),
    async stop() {
      await Promise.allSettled([servers.postgres.stop(), servers.redis.stop(), servers.kafka.stop()]);
    },
  };
  return servers;
}

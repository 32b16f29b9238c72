import { z } from 'zod';

/** A secret that two processes share. It has no default anywhere: the one who starts the process gives it. */
export const secret = (description: string) =>
  z.string('is required and has no default').min(32, 'needs at least 32 characters').describe(description);

/** `name=url` pairs separated by commas, e.g. `tenant=http://tenant:4001/graphql,auth=http://auth:4002/graphql`. */
export const namedUrls = (description: string) =>
  z
    .string()
    .default('')
    .transform((text, issue) => {
      const pairs = text.split(',').flatMap((part) => (part.trim() ? [part.trim().split(/=(.*)/s, 2)] : []));
      for (const [name, url] of pairs) {
        if (!name || !URL.canParse(url ?? '')) issue.addIssue({ code: 'custom', message: `"${name}" needs the form name=url` });
      }
      return Object.fromEntries(pairs) as Record<string, string>;
    })
    .describe(description);

const names = (description: string) =>
  z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((name) => name.trim() || []))
    .describe(description);

/** Where a process listens. */
export const listenConfig = z.object({
  HOST: z.string().default('127.0.0.1').describe('Address to listen on; 0.0.0.0 inside a container'),
  PORT: z.coerce.number().int().min(0).max(65_535).describe('Port to listen on; 0 takes a free one'),
});

/** What every process of the product is told. */
export const processConfig = z.object({
  NODE_ENV: z
    .enum(['development', 'test', 'production'])
    .default('development')
    .describe('production hides internals and refuses development conveniences'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('Lowest level that is written'),
  SERVICE_SECRET: secret('Signs identities between the gateway and the subgraphs; the same in all of them'),
  SUBGRAPH_URLS: namedUrls('Where the subgraphs answer: name=url, separated by commas'),
  REDIS_URL: z
    .url('must be a redis:// URL')
    .optional()
    .describe('Redis that the replicas of all processes share; where absent, each process keeps to itself'),
  FACTS_SOURCES: names(
    'Subgraphs that tell what every process must know of organizations, separated by commas; where empty, every one is asked',
  ),
  METRICS: z
    .stringbool()
    .prefault('false')
    .describe(
      'Serves counters at /metrics for Prometheus: to this machine, to whoever has METRICS_TOKEN, and to anybody outside production',
    ),
  METRICS_TOKEN: secret('Bearer token with which /metrics can be read from elsewhere').optional(),
});

/** What every subgraph is told; a subgraph extends it with its own settings. */
export const serviceConfig = processConfig.extend({
  ...listenConfig.shape,
  DATABASE_URL: z.url('must be a postgresql:// URL').describe("PostgreSQL URL of this subgraph's own role"),
  MIGRATIONS_DATABASE_URL: z
    .url('must be a postgresql:// URL')
    .optional()
    .describe('URL of the role that owns the schema; where absent, migrations are not run at start'),
  KAFKA_BROKERS: names(
    "Brokers of Kafka (host:port), separated by commas; where empty, events stay in the subgraphs' databases, where siblings read them",
  ),
  KAFKA_PREFIX: z
    .string()
    .regex(/^[a-zA-Z0-9._-]*$/, 'may hold letters, digits, dots, hyphens and underscores')
    .default('')
    .describe('Leads the names of all topics and groups, where several installations share one Kafka'),
  EVENT_BACKLOG_LIMIT: z.coerce
    .number()
    .int()
    .min(1_000)
    .default(1_000_000)
    .describe('Events that may wait for their way out; beyond it, writes are refused with EVENT_BACKPRESSURE'),
  UNSIGNED_CALLS: z
    .stringbool()
    .prefault('false')
    .describe(
      'Development on loopback only: answers calls that nobody signed, as whoever their identity header says (JSON), or as an anonymous',
    ),
  CACHE: z
    .enum(['on', 'off'])
    .default('on')
    .describe('off reads everything from the database; what is cached elsewhere still hears of changes'),
  CACHE_BYPASS_LOADS: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(6)
    .describe('Reads that may fall through to the database at a time while the shared cache is away'),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(1).max(200).default(10).describe('Connections this process may hold'),
});

export type ProcessConfig = z.output<typeof processConfig>;
export type ServiceConfig = z.output<typeof serviceConfig>;

export * from './infra.errors.js';
export { eraseKafka } from './kafka/erase-kafka.js';
export { type FoundKafka, findKafka, type KafkaOptions, type RunningKafka, startKafka } from './kafka/start-kafka.js';
export { keepSecrets } from './keep-secrets.js';
export { type DatabaseUrls, type ProvisionOptions, provisionDatabase, type SchemaPasswords } from './postgres/provision-database.js';
export { findPostgres, type PostgresOptions, type RunningPostgres, startPostgres } from './postgres/start-postgres.js';
export { acquireLock, type ProcessLock } from './process-lock.js';
export { findRedis, type RedisOptions, type RunningRedis, startRedis } from './redis/start-redis.js';
export type { FoundServer, RunningServer } from './server/running-server.js';

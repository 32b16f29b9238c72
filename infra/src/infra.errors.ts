/** Every refusal of this package: a stable `code` to branch on, and a text that never holds a secret. */
export abstract class InfraError extends Error {
  abstract readonly code: string;

  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
  }
}

/** A live process holds the lock; `since` is the moment when it took it. */
export class AlreadyRunningError extends InfraError {
  readonly code = 'ALREADY_RUNNING';
  readonly pid: number;
  readonly since: Date;

  constructor(pid: number, since: Date) {
    super(`Already running as process ${pid} since ${since.toISOString()}`);
    this.pid = pid;
    this.since = since;
  }
}

/** Another program listens on the port. */
export class PortTakenError extends InfraError {
  readonly code = 'PORT_TAKEN';
  readonly port: number;

  constructor(server: string, port: number, hint = '') {
    super(`${server} cannot listen on 127.0.0.1:${port}: another program uses that port${hint}`);
    this.port = port;
  }
}

/** There are no PostgreSQL binaries that run on this machine. */
export class UnsupportedPlatformError extends InfraError {
  readonly code = 'UNSUPPORTED_PLATFORM';

  constructor(platform: string, reason: string, cause?: unknown) {
    super(`No embedded PostgreSQL for ${platform}: ${reason}. Set DATABASE_URL to a PostgreSQL server of your own`, cause);
  }
}

/** The folder holds data that this server must not open. */
export class IncompatibleDataDirError extends InfraError {
  readonly code = 'INCOMPATIBLE_DATA_DIR';
  readonly dataDir: string;

  constructor(dataDir: string, reason: string) {
    super(`The data folder ${dataDir} cannot be used: ${reason}`);
    this.dataDir = dataDir;
  }
}

/** The folder, or the way to it, is closed to us or to the user that runs the server. */
export class DataDirUnreachableError extends InfraError {
  readonly code = 'DATA_DIR_UNREACHABLE';
  readonly dataDir: string;

  constructor(dataDir: string, reason: string, cause?: unknown) {
    super(`The data folder ${dataDir} cannot be reached: ${reason}`, cause);
    this.dataDir = dataDir;
  }
}

/** PostgreSQL did not come up; the text ends with what it wrote itself. */
export class PostgresStartError extends InfraError {
  readonly code = 'POSTGRES_START_FAILED';
}

/** PostgreSQL did not go down in time. */
export class PostgresStopError extends InfraError {
  readonly code = 'POSTGRES_STOP_FAILED';
}

/** A process has the pid of our server, does not answer, and cannot be proven to be it: it is left alone. */
export class UnprovenProcessError extends InfraError {
  readonly code = 'PROCESS_NOT_PROVEN';
  readonly pid: number;

  constructor(pid: number) {
    super(`Process ${pid} does not answer and may be another program's, so it is not stopped. If it is the server: kill ${pid}`);
    this.pid = pid;
  }
}

/** No Redis server can be had on this machine; `remedy` is the command that changes that. */
export class RedisUnavailableError extends InfraError {
  readonly code = 'REDIS_UNAVAILABLE';
  readonly reason: string;
  readonly remedy: string;

  constructor(reason: string, remedy: string, cause?: unknown) {
    super(`No Redis server can be had on this machine: ${reason}. To change that: ${remedy}`, cause);
    this.reason = reason;
    this.remedy = remedy;
  }
}

/** Redis did not come up; the text ends with what it wrote itself. */
export class RedisStartError extends InfraError {
  readonly code = 'REDIS_START_FAILED';
}

/** Redis did not go down in time. */
export class RedisStopError extends InfraError {
  readonly code = 'REDIS_STOP_FAILED';
}

/** No Kafka can be had on this machine; `remedy` is the command that changes that. */
export class KafkaUnavailableError extends InfraError {
  readonly code = 'KAFKA_UNAVAILABLE';
  readonly reason: string;
  readonly remedy: string;

  constructor(reason: string, remedy: string, cause?: unknown) {
    super(`No Kafka can be had on this machine: ${reason}. To change that: ${remedy}`, cause);
    this.reason = reason;
    this.remedy = remedy;
  }
}

/** Kafka did not come up; the text ends with what it wrote itself. */
export class KafkaStartError extends InfraError {
  readonly code = 'KAFKA_START_FAILED';
}

/** Kafka did not go down in time. */
export class KafkaStopError extends InfraError {
  readonly code = 'KAFKA_STOP_FAILED';
}

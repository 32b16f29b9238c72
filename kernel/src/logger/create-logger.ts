import { type DestinationStream, type Logger, pino } from 'pino';
import { serializeError } from './serialize-error.js';

export type { Logger } from 'pino';

const SECRET_KEYS = [
  'password',
  'newPassword',
  'currentPassword',
  'passwordHash',
  'token',
  'accessToken',
  'refreshToken',
  'secret',
  'privateKey',
  'authorization',
  'apiKey',
  'x-api-key',
  'cookie',
  'cookies',
  'x-innoerp-cookies',
  'idempotencyKey',
];

/** Paths that never reach a log line, at the top and up to two levels below it. */
export const redactedPaths: readonly string[] = SECRET_KEYS.flatMap((key) =>
  key.includes('-') ? [`["${key}"]`, `*["${key}"]`, `*.*["${key}"]`] : [key, `*.${key}`, `*.*.${key}`],
);

export interface LoggerOptions {
  service: string;
  level: string;
  /** Where lines go; stdout when absent. */
  destination?: DestinationStream;
}

/** A JSON logger (pino). Write `log.info({ organizationId }, 'organization suspended')`: data first, then a plain sentence. */
export function createLogger({ service, level, destination }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: { service },
      errorKey: 'error',
      serializers: { error: serializeError },
      redact: { paths: [...redactedPaths], censor: '[redacted]' },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    destination ?? pino.destination(1),
  );
}

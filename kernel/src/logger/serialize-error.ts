import { pino } from 'pino';

interface DatabaseError extends Error {
  code: string;
  severity: string;
  constraint?: string;
  table?: string;
}

const isDatabaseError = (error: unknown): error is DatabaseError =>
  error instanceof Error && typeof (error as DatabaseError).severity === 'string' && typeof (error as DatabaseError).code === 'string';

/**
 * An error as the log shows it. A database error's message, stack and details carry the statement and the row with
 * their values, a password hash among them: of those only the database's own sentence is kept.
 */
export function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (!isDatabaseError(error) && !isDatabaseError(error.cause)) return pino.stdSerializers.err(error);
  const { name, code, constraint, table } = (isDatabaseError(error) ? error : error.cause) as DatabaseError;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { type: error.name || name, code, constraint, table, message: sentenceOf(error.message), stack: frames.slice(0, 12).join('\n') };
}

/** MikroORM writes `<statement> - <sentence>\n - detail: <row>`. */
function sentenceOf(message: string): string {
  const [head = ''] = message.split(/\n? - detail:/i);
  return head
    .slice(head.lastIndexOf(' - ') + 1)
    .replace(/^- /, '')
    .trim();
}

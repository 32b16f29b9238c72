import { DomainError } from '../errors/index.js';
import { SubgraphUnavailableError } from '../transport/index.js';

const CONNECTION_CODES =
  /^(EVENT_BACKPRESSURE$|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|UND_ERR)|^(08|53|57|58)...$|^40001$|^40P01$|^55P03$/;

/** An outage, a restart, a deadlock: it passes, and the event is not to blame. Looks through causes, since drivers wrap. */
export function isInfrastructureError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof SubgraphUnavailableError) return true;
  if (error instanceof DomainError && error.kind === 'unavailable') return true;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && CONNECTION_CODES.test(code)) return true;
  return (
    /Connection terminated|connection timeout|connection error and is not queryable|Client was closed/i.test(error.message) ||
    isInfrastructureError(error.cause)
  );
}

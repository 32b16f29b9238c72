import { CommonErrors, type DomainError } from '@supergraph/kernel/errors';
import type { Verdict } from './rate-limiter.js';

/**
 * Tells the client how it stands: the headers of the IETF draft, about the bucket that refuses it, or else about the one that
 * will be empty first.
 */
export function sayBalance({ balances, refusedBy, retryAfter }: Verdict, answerHeaders: Map<string, string>): void {
  const refusing = balances.filter(({ key }) => refusedBy.some((take) => take.key === key));
  const [told] = (refusing.length > 0 ? refusing : balances).toSorted((one, other) => one.remaining - other.remaining);
  if (!told || (refusing.length === 0 && told.remaining > remainingSaid(answerHeaders))) return;
  answerHeaders.set('ratelimit-limit', String(told.limit));
  answerHeaders.set('ratelimit-remaining', String(told.remaining));
  answerHeaders.set('ratelimit-reset', String(told.reset));
  if (retryAfter > 0) answerHeaders.set('retry-after', String(retryAfter));
}

/** An earlier verdict over the same request may have been about a bucket that has less. */
const remainingSaid = (said: ReadonlyMap<string, string>): number => Number(said.get('ratelimit-remaining') ?? Number.POSITIVE_INFINITY);

export const rateLimited = ({ retryAfter }: Verdict): DomainError => CommonErrors.RATE_LIMITED().with({ retryAfter });

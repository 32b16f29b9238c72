import { CommonErrors, type DomainError } from '@supergraph/kernel/errors';
import type { Verdict } from './rate-limiter.js';

/** Tells the client how it stands: the headers of the IETF draft, from the bucket that will be empty first. */
export function sayBalance({ balances, retryAfter }: Verdict, answerHeaders: Map<string, string>): void {
  const [tightest] = balances.toSorted((one, other) => one.remaining - other.remaining);
  if (!tightest || isLooser(tightest.remaining, answerHeaders)) return;
  answerHeaders.set('ratelimit-limit', String(tightest.limit));
  answerHeaders.set('ratelimit-remaining', String(tightest.remaining));
  answerHeaders.set('ratelimit-reset', String(tightest.reset));
  if (retryAfter > 0) answerHeaders.set('retry-after', String(retryAfter));
}

/** An earlier verdict over the same request may have been about a bucket that has less. */
const isLooser = (remaining: number, said: ReadonlyMap<string, string>): boolean =>
  remaining > Number(said.get('ratelimit-remaining') ?? Number.POSITIVE_INFINITY);

export const rateLimited = ({ retryAfter }: Verdict): DomainError => CommonErrors.RATE_LIMITED().with({ retryAfter });

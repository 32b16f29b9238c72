import type { Balance, Limit, Take, Verdict } from './rate-limiter.js';

/*
 * The generic cell rate algorithm: a bucket is one number, the time by which it will be full again. What has been taken and
 * has not come back yet is its debt, in time. All times are whole microseconds, so that every adapter decides alike.
 */

const MINUTE = 60_000_000;
const SECOND = 1_000_000;

/** Time that one unit takes to come back; rounded up, so never too early. */
export const intervalOf = ({ perMinute }: Limit): number => Math.ceil(MINUTE / perMinute);

/** The verdict over buckets with these debts; where it lets the request through, each debt grows by `cost × interval`. */
export function judge(takes: readonly Take[], debts: readonly number[]): Verdict {
  const excesses = takes.map((take, index) => excessOf(take, debts[index] ?? 0));
  const refused = takes.filter((_, index) => (excesses[index] ?? 0) > 0);
  const isAllowed = refused.length === 0;
  return {
    refusedBy: refused,
    retryAfter: isAllowed ? 0 : Math.ceil(Math.max(...excesses) / SECOND),
    balances: takes.map((take, index) => balanceOf(take, (debts[index] ?? 0) + (isAllowed ? take.cost * intervalOf(take.limit) : 0))),
  };
}

/** How much later the take would have to come; zero or less where it may come now. */
const excessOf = ({ limit, cost }: Take, debt: number): number => debt + (cost - limit.burst) * intervalOf(limit);

function balanceOf({ key, limit }: Take, debt: number): Balance {
  const remaining = Math.floor((limit.burst * intervalOf(limit) - debt) / intervalOf(limit));
  return { key, limit: limit.burst, remaining: Math.max(remaining, 0), reset: Math.ceil(debt / SECOND) };
}

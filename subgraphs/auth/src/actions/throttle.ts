import { CommonErrors } from '@supergraph/kernel/errors';
import { networkOf } from '@supergraph/kernel/network';
import type { AuthContext } from '../context.js';
import type { Allowance } from '../domain/allowance.js';
import { keyedHash } from '../domain/derived-keys.js';

export interface Throttled {
  /** Name of the mutation: each has allowances of its own. */
  what: string;
  source: Allowance;
  /** An address that the call is about, and what it allows. */
  target?: { text: string; allowance: Allowance };
}

const HOUR = 3_600;

/** What a source may ask to be mailed, and what an address is mailed at most, whoever asks. */
export const MAILS = { source: { calls: 60, seconds: HOUR }, target: { calls: 5, seconds: HOUR } };

/**
 * Counts a call that anybody may make, by the network that it comes from and by the address that it is about. Each allowance fills up
 * again evenly; a refused call takes nothing. One statement.
 *
 * @throws CommonErrors.RATE_LIMITED with `retryAfter` in seconds.
 */
export async function throttle(ctx: AuthContext, { what, source, target }: Throttled): Promise<void> {
  const limits = [
    { key: `${what} from ${networkOf(ctx.client.ip)}`, ...source },
    ...(target ? [{ key: `${what} to ${keyedHash(ctx.services.keys.throttle, target.text)}`, ...target.allowance }] : []),
  ];
  const rows = await ctx.em.execute<{ key: string; is_allowed: boolean; ahead: string }[]>(COUNT, [JSON.stringify(limits)]);
  const waits = rows
    .filter(({ is_allowed: isAllowed }) => !isAllowed)
    .map(({ key, ahead }) =>
      waitOf(
        limits.find((one) => one.key === key),
        ahead,
      ),
    );
  if (waits.length > 0) throw CommonErrors.RATE_LIMITED().with({ retryAfter: Math.max(...waits) });
}

/** The bucket of a key is full again at `full_until`; a call that would move that beyond the whole window has no room in it. */
const COUNT = `insert into throttle as t (key, full_until, seconds, is_allowed)
   select key, now() + make_interval(secs => seconds / calls), seconds, true
   from jsonb_to_recordset(?::jsonb) as asked (key text, calls float, seconds float) order by key
 on conflict (key) do update set
   is_allowed = greatest(t.full_until, now()) + (excluded.full_until - now()) <= now() + make_interval(secs => excluded.seconds),
   full_until = case when greatest(t.full_until, now()) + (excluded.full_until - now()) <= now() + make_interval(secs => excluded.seconds)
     then greatest(t.full_until, now()) + (excluded.full_until - now()) else t.full_until end,
   seconds = excluded.seconds
 returning key, is_allowed, extract(epoch from full_until - now()) as ahead`;

const waitOf = (allowance: Allowance | undefined, ahead: string): number => {
  const { calls, seconds } = allowance ?? { calls: 1, seconds: 1 };
  return Math.max(1, Math.ceil(Number(ahead) + seconds / calls - seconds));
};

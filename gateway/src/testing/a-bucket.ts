import { randomUUID } from 'node:crypto';
import type { Limit, Take } from '../limits/rate/rate-limiter.js';

/** A take from a bucket of its own: Redis remembers what other tests took. */
export const aBucket = (limit: Limit, cost = 1): Take => ({ scope: 'principal', key: randomUUID(), limit, cost });

/** A clock to turn, in microseconds; it begins where a real one stands, with as many digits. */
export function aClock() {
  const clock = { time: 1_790_000_000_000_000, now: () => clock.time };
  return clock;
}

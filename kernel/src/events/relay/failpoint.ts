/** Places at which a test may have the process die, as if its machine did. */
export type Failpoint = 'relay.produced' | 'consumer.handled';

/** Kills this very process where EVENTS_FAILPOINT names the place; in production nobody sets it. */
export function failpoint(place: Failpoint): void {
  if (process.env.EVENTS_FAILPOINT === place) process.kill(process.pid, 'SIGKILL');
}

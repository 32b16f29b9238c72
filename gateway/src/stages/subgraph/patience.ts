import { Cancel, type CancelSignal, type SubgraphResponse, SubgraphUnavailableError } from '@supergraph/kernel/transport';
import type { SubgraphCall } from '../../operation.js';
import type { Next } from '../../stage.js';
import type { AlarmClock } from './alarm-clock.js';

export interface Patience {
  clock: AlarmClock;
  /** The time of `performance.now()` at which it ends. */
  until: number;
  outOfTime: () => SubgraphUnavailableError;
}

/**
 * Waits for a call until its time is over or its client has gone; then it is given up, and told so, whether or not the subgraph
 * listens. @throws SubgraphUnavailableError
 */
export function waitFor(
  call: SubgraphCall,
  next: Next<SubgraphCall, SubgraphResponse>,
  { clock, until, outOfTime }: Patience,
): Promise<SubgraphResponse> {
  const { subgraph, signal: client } = call;
  return new Promise((resolve, reject) => {
    if (client.aborted) throw gone(subgraph, client);
    if (until <= performance.now()) throw outOfTime();
    const given = new Cancel();
    const giveUp = (error: SubgraphUnavailableError) => {
      rest();
      given.abort(error);
      reject(error);
    };
    const onGone = () => giveUp(gone(subgraph, client));
    // Nothing is left behind with a client that stays: a socket may live for days.
    const rest = () => {
      alarm.clear();
      client.removeEventListener('abort', onGone);
    };
    const alarm = clock.set(until, () => giveUp(outOfTime()));
    client.addEventListener('abort', onGone, { once: true });
    next({ ...call, signal: given }).then(
      (response) => {
        rest();
        resolve(response);
      },
      (error) => {
        rest();
        reject(error);
      },
    );
  });
}

const gone = (subgraph: string, { reason }: CancelSignal) =>
  reason instanceof SubgraphUnavailableError ? reason : new SubgraphUnavailableError(subgraph, { cause: new Error('The client has gone') });

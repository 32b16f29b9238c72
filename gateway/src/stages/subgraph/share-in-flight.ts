import { Cancel, type CancelSignal, type SubgraphResponse } from '@supergraph/kernel/transport';
import type { SubgraphCall } from '../../operation.js';
import type { Next, Stage } from '../../stage.js';
import type { CallMetrics } from './call-metrics.js';
import { isQuery } from './is-query.js';

export interface ShareOptions {
  isOn: (subgraph: string) => boolean;
  metrics: Pick<CallMetrics, 'shared'>;
}

/** A query that is on its way, for all who ask the same. */
interface Flight {
  answer: Promise<SubgraphResponse[]>;
  takers: number;
  /** Those who still wait. */
  waiting: number;
  abort: Cancel;
}

/**
 * Answers queries that are the same, and asked by the same, while one of them is on its way, by that one. Who asks is a part of the
 * question: an answer is never given to somebody else. What changes something is always sent, and what comes with cookies, which say
 * who asks as well.
 */
export function shareInFlight({ isOn, metrics }: ShareOptions): Stage<SubgraphCall, SubgraphResponse> {
  const flights = new Map<string, Flight>();
  return (call, next) => {
    if (!isOn(call.subgraph) || !isQuery(call) || call.event !== undefined || call.operation.request.cookies) return next(call);
    const key = keyOf(call);
    const known = flights.get(key);
    if (known) metrics.shared.add({ subgraph: call.subgraph });
    const flight = known ?? takeOff(call, next);
    if (!known) {
      flights.set(key, flight);
      const land = () => flights.delete(key);
      flight.answer.then(land, land);
    }
    return board(flight, call.signal);
  };
}

function takeOff(call: SubgraphCall, next: Next<SubgraphCall, SubgraphResponse>): Flight {
  const abort = new Cancel();
  const flight: Flight = {
    takers: 0,
    waiting: 0,
    abort,
    answer: next({ ...call, signal: abort }).then((response) =>
      // Whoever gets an answer may build on it: each has its own, made before the first one begins.
      Array.from({ length: flight.takers }, (_, index) => (index === 0 ? response : structuredClone(response))),
    ),
  };
  return flight;
}

async function board(flight: Flight, signal: CancelSignal): Promise<SubgraphResponse> {
  const seat = flight.takers;
  flight.takers += 1;
  flight.waiting += 1;
  const leave = () => {
    flight.waiting -= 1;
    if (flight.waiting === 0) flight.abort.abort(signal.reason);
  };
  signal.addEventListener('abort', leave, { once: true });
  try {
    return (await flight.answer)[seat] as SubgraphResponse;
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

const keyOf = ({ subgraph, query, operationName, variables, operation: { identity } }: SubgraphCall): string =>
  JSON.stringify([subgraph, query, operationName, variables, identity]);

import type { Counter, Gauge, Histogram, Meter } from '@supergraph/kernel/telemetry';
import type { SubgraphResponse } from '@supergraph/kernel/transport';
import type { SubgraphCall } from '../../operation.js';
import type { Stage } from '../../stage.js';

/** What is counted of calls to subgraphs. */
export interface CallMetrics {
  calls: Counter<'subgraph' | 'outcome'>;
  duration: Histogram<'subgraph'>;
  retries: Counter<'subgraph'>;
  shared: Counter<'subgraph'>;
  circuit: Gauge<'subgraph'>;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export const createCallMetrics = (meter: Meter): CallMetrics => ({
  calls: meter.counter({
    name: 'innoerp_subgraph_calls_total',
    help: 'Fetches of plans, by subgraph: answered, or unavailable',
    labels: ['subgraph', 'outcome'],
  }),
  duration: meter.histogram({
    name: 'innoerp_subgraph_call_duration_seconds',
    help: 'Time from a fetch to its answer, retries and all',
    labels: ['subgraph'],
    buckets: SECONDS,
  }),
  retries: meter.counter({ name: 'innoerp_subgraph_retries_total', help: 'Queries that were sent again', labels: ['subgraph'] }),
  shared: meter.counter({
    name: 'innoerp_subgraph_shared_total',
    help: 'Queries that were answered by one that was on its way already',
    labels: ['subgraph'],
  }),
  circuit: meter.gauge({
    name: 'innoerp_subgraph_circuit',
    help: '0 closed: calls are made; 1 half-open: one call tries; 2 open: no calls are made',
    labels: ['subgraph'],
  }),
});

/** Counts calls and their time. */
export const countCalls =
  ({ calls, duration }: Pick<CallMetrics, 'calls' | 'duration'>): Stage<SubgraphCall, SubgraphResponse> =>
  (call, next) => {
    const { subgraph } = call;
    const began = performance.now();
    const done = (outcome: 'answered' | 'unavailable') => {
      calls.add({ subgraph, outcome });
      duration.observe({ subgraph }, (performance.now() - began) / 1_000);
    };
    const answer = next(call);
    answer.then(
      () => done('answered'),
      () => done('unavailable'),
    );
    return answer;
  };

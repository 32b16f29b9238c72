import { type SubgraphResponse, SubgraphUnavailableError } from '@supergraph/kernel/transport';
import type { SubgraphCall } from '../../operation.js';
import type { Stage } from '../../stage.js';
import type { CallMetrics } from './call-metrics.js';
import { CIRCUIT_RULES, Circuit, type CircuitRules } from './circuit.js';

export interface BreakOptions {
  isOn: (subgraph: string) => boolean;
  metrics: Pick<CallMetrics, 'circuit'>;
  rules?: CircuitRules;
}

const LEVELS = { closed: 0, 'half-open': 1, open: 2 } as const;

/** Refuses at once what a subgraph that does not answer would be asked: requests do not wait for it, and it is left to recover. */
export function breakCircuits({ isOn, metrics, rules = CIRCUIT_RULES }: BreakOptions): Stage<SubgraphCall, SubgraphResponse> {
  const circuits = new Map<string, Circuit>();
  const circuitOf = (subgraph: string) => {
    const circuit = circuits.get(subgraph) ?? new Circuit(rules);
    circuits.set(subgraph, circuit);
    return circuit;
  };
  return async (call, next) => {
    const { subgraph } = call;
    if (!isOn(subgraph)) return next(call);
    const circuit = circuitOf(subgraph);
    const isLet = circuit.enter();
    metrics.circuit.set({ subgraph }, LEVELS[circuit.state]);
    if (!isLet)
      throw new SubgraphUnavailableError(subgraph, { cause: new Error('It has not answered for a while, and is not asked just now') });
    const report = once((outcome: 'success' | 'failure' | null) => {
      circuit.leave(outcome);
      metrics.circuit.set({ subgraph }, LEVELS[circuit.state]);
    });
    // A subgraph that does not listen to the signal never says that it failed.
    const onAbort = () => report(call.operation.request.signal.aborted ? null : 'failure');
    call.signal.addEventListener('abort', onAbort, { once: true });
    try {
      const response = await next(call);
      report('success');
      return response;
    } catch (error) {
      report(call.operation.request.signal.aborted ? null : 'failure');
      throw error;
    } finally {
      call.signal.removeEventListener('abort', onAbort);
    }
  };
}

function once<Value>(work: (value: Value) => void): (value: Value) => void {
  let isDone = false;
  return (value) => {
    if (!isDone) work(value);
    isDone = true;
  };
}

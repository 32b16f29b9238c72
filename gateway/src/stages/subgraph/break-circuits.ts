import { type SubgraphResponse, SubgraphUnavailableError } from '@supergraph/kernel/transport';
import type { SubgraphCall } from '../../operation.js';
import type { Next, Stage } from '../../stage.js';
import type { CallMetrics } from './call-metrics.js';
import { CIRCUIT_RULES, Circuit, type CircuitRules, type CircuitState } from './circuit.js';

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
    const known = circuits.get(subgraph);
    if (known) return known;
    const tell = (state: CircuitState) => metrics.circuit.set({ subgraph }, LEVELS[state]);
    const circuit = new Circuit(rules, tell);
    circuits.set(subgraph, circuit);
    tell(circuit.state);
    return circuit;
  };
  return (call, next) => {
    const { subgraph } = call;
    if (!isOn(subgraph)) return next(call);
    const circuit = circuitOf(subgraph);
    return circuit.enter() ? watched(call, next, circuit) : Promise.reject(notAsked(subgraph));
  };
}

const notAsked = (subgraph: string) =>
  new SubgraphUnavailableError(subgraph, { cause: new Error('It has not answered for a while, and is not asked just now') });

function watched(call: SubgraphCall, next: Next<SubgraphCall, SubgraphResponse>, circuit: Circuit): Promise<SubgraphResponse> {
  const { signal, operation } = call;
  let isOver = false;
  const leave = (outcome: 'success' | 'failure') => {
    if (isOver) return;
    isOver = true;
    signal.removeEventListener('abort', onFailure);
    circuit.leave(outcome === 'failure' && operation.request.signal.aborted ? null : outcome);
  };
  const onFailure = () => leave('failure');
  // A subgraph that does not listen to the signal never says that it failed.
  signal.addEventListener('abort', onFailure, { once: true });
  const answer = next(call);
  answer.then(() => leave('success'), onFailure);
  return answer;
}

import type { DomainError } from '@supergraph/kernel/errors';
import { GatewayErrors } from '../../gateway.errors.js';
import type { OperationCost } from '../../limits/cost/cost-of.js';
import type { LimitMode } from '../../limits/operation/check-limits.js';
import type { Operation, OperationResult } from '../../operation.js';
import type { Stage } from '../../stage.js';
import type { GatewayMetrics } from '../../telemetry/gateway-metrics.js';

export interface LimitCostOptions {
  mode: LimitMode;
  maxCost: number;
  estimate: (operation: Operation) => OperationCost | null;
  metrics: Pick<GatewayMetrics, 'operationLimits' | 'operationCost'>;
}

/** Refuses operations that may cost too much; each answer says what its operation may cost. */
export const limitCost =
  ({ mode, maxCost, estimate, metrics }: LimitCostOptions): Stage<Operation, OperationResult> =>
  (operation, next) => {
    const estimated = estimate(operation);
    if (!estimated) return next(operation);
    operation.request.answerHeaders.set('x-operation-cost', String(estimated.cost));
    metrics.operationCost.observe({}, estimated.cost);
    const excesses = excessesOf(estimated, maxCost);
    for (const { limit } of excesses) metrics.operationLimits.add({ limit, mode });
    if (excesses[0] && mode === 'enforce') throw excesses[0].error;
    return next(operation);
  };

function excessesOf({ cost, unsliced }: OperationCost, maxCost: number): { limit: string; error: DomainError }[] {
  const tooHigh = cost > maxCost ? [{ limit: 'cost', error: GatewayErrors.COST_TOO_HIGH(cost, maxCost).with({ cost, maxCost }) }] : [];
  const loose = unsliced.slice(0, 1).map(({ field, slicingArguments }) => ({
    limit: 'slicing',
    error: GatewayErrors.SLICING_ARGUMENT_REQUIRED(field, slicingArguments.join(', ')).with({ coordinate: field, slicingArguments }),
  }));
  return [...loose, ...tooHigh];
}

import { type Excess, excessesOf, isBottomless, type LimitMode, type OperationLimits } from '../../limits/operation/check-limits.js';
import { type MeasuredOperation, measureOperation } from '../../limits/operation/measure-operation.js';
import type { Operation, OperationResult } from '../../operation.js';
import type { Stage } from '../../stage.js';
import type { GatewayMetrics } from '../../telemetry/gateway-metrics.js';

export interface LimitOperationOptions {
  mode: LimitMode;
  limits: OperationLimits;
  metrics: Pick<GatewayMetrics, 'operationLimits'>;
}

/** Refuses operations that are too deep or too large, by what they look like; nothing has been executed by then. */
export function limitOperation({ mode, limits, metrics }: LimitOperationOptions): Stage<Operation, OperationResult> {
  const checked = new WeakMap<MeasuredOperation, readonly Excess[]>();
  const check = (measured: MeasuredOperation) => {
    const excesses = checked.get(measured) ?? excessesOf(measured, limits);
    checked.set(measured, excesses);
    return excesses;
  };
  return (operation, next) => {
    const measured = measureOperation(operation.original, operation.operationName);
    const excesses = measured ? check(measured) : [];
    for (const { limit } of excesses) metrics.operationLimits.add({ limit, mode });
    if (excesses[0] && (mode === 'enforce' || (measured && isBottomless(measured)))) throw excesses[0].error();
    return next(operation);
  };
}

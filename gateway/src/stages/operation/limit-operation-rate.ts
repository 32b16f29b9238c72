import { type MeasuredOperation, measureOperation } from '../../limits/operation/measure-operation.js';
import { rateLimited, sayBalance } from '../../limits/rate/answer-verdict.js';
import type { OperationLimit } from '../../limits/rate/parse-rate.js';
import type { RateLimiter } from '../../limits/rate/rate-limiter.js';
import { operationTakes } from '../../limits/rate/takes.js';
import type { Operation, OperationResult } from '../../operation.js';
import type { Next, Stage } from '../../stage.js';
import type { GatewayMetrics } from '../../telemetry/gateway-metrics.js';

export interface LimitOperationRateOptions {
  limiter: RateLimiter;
  limits: readonly OperationLimit[];
  metrics: Pick<GatewayMetrics, 'rateLimited'>;
}

/** Refuses operations that have a limit of their own and are sent too often. Most have none, and are not counted once more. */
export function limitOperationRate({ limiter, limits, metrics }: LimitOperationRateOptions): Stage<Operation, OperationResult> {
  const known = new WeakMap<MeasuredOperation, readonly OperationLimit[]>();
  const limitsOf = (measured: MeasuredOperation): readonly OperationLimit[] => {
    const own = known.get(measured) ?? limits.filter(({ field }) => field === '*' || measured.rootFields.has(field));
    known.set(measured, own);
    return own;
  };
  const limited = async (measured: MeasuredOperation, operation: Operation, next: Next<Operation, OperationResult>) => {
    const verdict = await limiter.take(operationTakes(operation.request, measured, limitsOf(measured)));
    sayBalance(verdict, operation.request.answerHeaders);
    for (const { scope } of verdict.refusedBy) metrics.rateLimited.add({ scope });
    if (verdict.refusedBy.length > 0) throw rateLimited(verdict);
    return next(operation);
  };
  return (operation, next) => {
    const measured = measureOperation(operation.original, operation.operationName);
    return measured && limitsOf(measured).length > 0 ? limited(measured, operation, next) : next(operation);
  };
}

import { measureOperation } from '../../limits/operation/measure-operation.js';
import { rateLimited, sayBalance } from '../../limits/rate/answer-verdict.js';
import type { OperationLimit } from '../../limits/rate/parse-rate.js';
import type { RateLimiter } from '../../limits/rate/rate-limiter.js';
import { operationTakes } from '../../limits/rate/takes.js';
import type { Operation, OperationResult } from '../../operation.js';
import type { Stage } from '../../stage.js';
import type { GatewayMetrics } from '../../telemetry/gateway-metrics.js';

export interface LimitOperationRateOptions {
  limiter: RateLimiter;
  limits: readonly OperationLimit[];
  metrics: Pick<GatewayMetrics, 'rateLimited'>;
}

/** Refuses operations that have a limit of their own and are sent too often. Most have none, and are not counted once more. */
export const limitOperationRate =
  ({ limiter, limits, metrics }: LimitOperationRateOptions): Stage<Operation, OperationResult> =>
  async (operation, next) => {
    const measured = measureOperation(operation.original, operation.operationName);
    const takes = measured ? operationTakes(operation.request, measured, limits) : [];
    if (takes.length === 0) return next(operation);
    const verdict = await limiter.take(takes);
    sayBalance(verdict, operation.request.answerHeaders);
    for (const { scope } of verdict.refusedBy) metrics.rateLimited.add({ scope });
    if (verdict.refusedBy.length > 0) throw rateLimited(verdict);
    return next(operation);
  };

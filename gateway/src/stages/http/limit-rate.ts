import type { HttpStage } from '../../http.js';
import { rateLimited, sayBalance } from '../../limits/rate/answer-verdict.js';
import type { RateLimiter } from '../../limits/rate/rate-limiter.js';
import { type RequestLimits, requestTakes } from '../../limits/rate/takes.js';
import type { GatewayMetrics } from '../../telemetry/gateway-metrics.js';

export interface LimitRateOptions {
  limiter: RateLimiter;
  limits: RequestLimits;
  metrics: Pick<GatewayMetrics, 'rateLimited'>;
}

/** Refuses requests of whoever sends too many, or whose organization does, before their body is read. */
export const limitRate =
  ({ limiter, limits, metrics }: LimitRateOptions): HttpStage =>
  async (request, next) => {
    const verdict = await limiter.take(requestTakes(request, limits));
    sayBalance(verdict, request.answerHeaders);
    for (const { scope } of verdict.refusedBy) metrics.rateLimited.add({ scope });
    if (verdict.refusedBy.length > 0) throw rateLimited(verdict);
    return next(request);
  };

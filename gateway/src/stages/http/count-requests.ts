import type { HttpStage } from '../../http.js';
import type { GatewayMetrics } from '../../telemetry/gateway-metrics.js';

/** Counts answers and their time, by route: paths are what clients choose, and there is no end of them. */
export const countRequests =
  ({ requests, requestDuration }: Pick<GatewayMetrics, 'requests' | 'requestDuration'>): HttpStage =>
  async (request, next) => {
    const response = await next(request);
    const path = request.route || 'other';
    requests.add({ path, status: String(response.status) });
    requestDuration.observe({ path }, (performance.now() - request.startedAt) / 1_000);
    return response;
  };

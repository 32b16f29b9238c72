import { CommonErrors } from '@supergraph/kernel/errors';
import { type Meter, type MetricsAccess, mayReadMetrics } from '@supergraph/kernel/telemetry';
import type { HttpRequest, HttpResponse } from '../http.js';
import type { Next } from '../stage.js';

export interface ServeMetricsOptions extends MetricsAccess {
  meter: Pick<Meter, 'text' | 'contentType'>;
}

/** Serves the metrics to whoever may read them. */
export const serveMetrics =
  ({ meter, ...access }: ServeMetricsOptions): Next<HttpRequest, HttpResponse> =>
  async (request) => {
    if (!mayReadMetrics(request, access)) throw CommonErrors.UNAUTHENTICATED();
    return { status: 200, headers: { 'content-type': meter.contentType }, body: await meter.text() };
  };

import type { Counter, Histogram, Meter } from '@supergraph/kernel/telemetry';

/** What the gateway counts. */
export interface GatewayMetrics {
  requests: Counter<'path' | 'status'>;
  requestDuration: Histogram<'path'>;
  rateLimited: Counter<'scope'>;
  operationLimits: Counter<'limit' | 'mode'>;
  operationCost: Histogram<never>;
  directives: Counter<'directive' | 'outcome'>;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const COSTS = [1, 10, 100, 1_000, 2_500, 5_000, 10_000, 25_000, 100_000, 1_000_000];

export const createGatewayMetrics = (meter: Meter): GatewayMetrics => ({
  requests: meter.counter({
    name: 'innoerp_gateway_requests_total',
    help: 'Requests answered, by path and HTTP status',
    labels: ['path', 'status'],
  }),
  requestDuration: meter.histogram({
    name: 'innoerp_gateway_request_duration_seconds',
    help: 'Time from a request to its answer',
    labels: ['path'],
    buckets: SECONDS,
  }),
  rateLimited: meter.counter({
    name: 'innoerp_rate_limited_total',
    help: 'Requests refused for their number, by what was counted: principal, organization, operation',
    labels: ['scope'],
  }),
  operationLimits: meter.counter({
    name: 'innoerp_operation_limits_total',
    help: 'Operations beyond a limit, refused (enforce) or only counted (measure)',
    labels: ['limit', 'mode'],
  }),
  operationCost: meter.histogram({
    name: 'innoerp_operation_cost',
    help: 'Estimated cost of operations',
    labels: [],
    buckets: COSTS,
  }),
  directives: meter.counter({
    name: 'innoerp_directive_total',
    help: 'Decisions by the security directives of the schema',
    labels: ['directive', 'outcome'],
  }),
});
